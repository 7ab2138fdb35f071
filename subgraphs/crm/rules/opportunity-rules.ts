import type { WriteError } from '../../shared/port.ts'
import type { Opportunity, OpportunityPatch } from '../port.ts'
import { isOpportunityTransition, OPPORTUNITY_TRANSITIONS, type OpportunityStage } from '../states.ts'

/** Longest scope text in characters. */
export const SCOPE_SUMMARY_MAX = 4000

/** Only a won opportunity can be accepted, and only once (LC-01). */
export function whyNotAccept(stage: OpportunityStage): WriteError | null {
  if (isOpportunityTransition(stage, 'ACCEPTED')) return null
  return {
    code: 'INVALID_STATE',
    message: `An opportunity in ${stage} cannot be accepted.`,
    currentState: stage,
    allowedStates: OPPORTUNITY_TRANSITIONS[stage],
  }
}

/** From the day a project exists, scope and dates change by change request only (LC-21). */
export function whyNotUpdate(
  opportunity: Pick<Opportunity, 'stage' | 'projectId' | 'plannedStart' | 'plannedEnd'>,
  patch: OpportunityPatch,
): WriteError | null {
  const { stage, projectId } = opportunity
  if (stage === 'CLOSED_LOST' || projectId !== null) {
    return {
      code: 'INVALID_STATE',
      message: projectId === null ? 'A lost opportunity cannot change.' : 'A project exists: raise a change request instead.',
      currentState: stage,
      allowedStates: OPPORTUNITY_TRANSITIONS[stage],
    }
  }
  if (Object.values(patch).every((value) => value === null || value === undefined)) {
    return { code: 'VALIDATION_FAILED', message: 'Name at least one field to change.', field: ['input'] }
  }
  const start = patch.plannedStart ?? opportunity.plannedStart
  const end = patch.plannedEnd ?? opportunity.plannedEnd
  if (start !== null && end !== null && end < start) {
    return { code: 'VALIDATION_FAILED', message: 'The last day is before the first.', field: ['input', 'plannedEnd'] }
  }
  if ((patch.scopeSummary ?? '').length > SCOPE_SUMMARY_MAX) {
    const message = `The scope has more than ${SCOPE_SUMMARY_MAX} characters.`
    return { code: 'VALIDATION_FAILED', message, field: ['input', 'scopeSummary'] }
  }
  return null
}

/** An opportunity carries one project, and only after delivery accepted it. */
export function whyNotLink(
  opportunity: Pick<Opportunity, 'stage' | 'projectId' | 'revision'>,
  projectId: string,
): WriteError | null {
  if (opportunity.stage !== 'ACCEPTED') {
    return {
      code: 'INVALID_STATE',
      message: `An opportunity in ${opportunity.stage} has no project.`,
      currentState: opportunity.stage,
      allowedStates: OPPORTUNITY_TRANSITIONS[opportunity.stage],
    }
  }
  if (opportunity.projectId !== null && opportunity.projectId !== projectId) {
    return { code: 'CONFLICT', message: 'The opportunity has another project.', currentRevision: opportunity.revision }
  }
  return null
}
