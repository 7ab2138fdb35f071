import type { WatchedHandoff } from './people.ts'

/** Where a handoff rests, as its people see it. */
export type Place = 'approvals' | 'staffing' | 'kickoff' | 'fallback' | 'review'

const IS_AT: { readonly [Each in Place]: (handoff: WatchedHandoff) => boolean } = {
  // Legal and finance were both asked.
  approvals: ({ status, run }) => status === 'AWAITING_APPROVAL' && run.status === 'WAITING_APPROVAL' && run.approvals.length > 1,
  staffing: ({ status, run }) => status === 'STAFFING' && run.status === 'WAITING_SYSTEM',
  kickoff: ({ status, run }) => status === 'READY_FOR_KICKOFF' && run.status === 'WAITING_SYSTEM',
  // Before there are people to wait for, only the fallback queue keeps a run waiting for a system.
  fallback: ({ status, run }) => status === 'PROVISIONING' && run.status === 'WAITING_SYSTEM',
  review: ({ run }) => run.status === 'IN_REVIEW',
}

export const isAt = (place: Place, handoff: WatchedHandoff | null): boolean => handoff !== null && IS_AT[place](handoff)
