import { idFor } from '../../../contracts/wire/ids.ts'

/**
 * S-7, the failure half way: when the former project tool was imported, milestones of these sales landed on another project.
 * PSA keeps an identifier once, so it refuses the first attempt of each handoff after ERP has created its part.
 * A second attempt has a project, and so milestones, of its own.
 */
export const HALF_WAY_FAILURE = {
  accountId: 'acc_acme',
  opportunityIds: ['opp_halfway', 'opp_halfway2', 'opp_halfway3', 'opp_halfway4'],
} as const

/** Identifier that the first attempt of a sale is going to use for its first milestone. */
export const strayMilestoneId = (opportunityId: string): string =>
  idFor('Milestone', idFor('Project', `ho:${opportunityId}:1`), '1')
