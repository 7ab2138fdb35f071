import type { WriteError } from '../../shared/port.ts'
import { PROJECT_TRANSITIONS, type ProjectStatus } from '../states.ts'

const STAFFABLE: readonly ProjectStatus[] = ['PLANNED', 'MOBILISING', 'IN_PROGRESS', 'ON_HOLD']

/** Refuses to look for people whom the project no longer needs; null while it does. */
export function refuseUnstaffable(status: ProjectStatus): WriteError | null {
  if (STAFFABLE.includes(status)) return null
  const message = `A project in state ${status} takes no more people.`
  return { code: 'INVALID_STATE', message, currentState: status, allowedStates: PROJECT_TRANSITIONS[status] }
}
