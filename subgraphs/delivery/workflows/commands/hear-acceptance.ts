import type { Change } from '../changes.ts'
import { stepOf } from '../run-state.ts'
import type { WordContext } from './command.ts'
import { retryStep } from './retry-step.ts'

/**
 * What an acceptance means for a handoff that somebody started before it: the step that found the sale not accepted has what it
 * waited for, and its task is settled by whoever accepted. Null while the step is at work: it may have read the sale before the
 * acceptance and find that out only now.
 */
export function hearAcceptance(context: WordContext): readonly Change[] | null {
  const { status, error } = stepOf(context.state, READS_SALE)
  if (status === 'RUNNING') return null
  if (status !== 'IN_REVIEW' || error?.code !== 'OPPORTUNITY_NOT_ACCEPTED') return []
  const verdict = retryStep(context, READS_SALE, 'The opportunity was accepted.')
  return verdict.ok ? verdict.changes : []
}

const READS_SALE = 'H01'
