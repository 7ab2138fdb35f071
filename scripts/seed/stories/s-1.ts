/**
 * S-1, the flagship: Acme Manufacturing (Germany) buys an ERP implementation. Each of the opportunities is CLOSED_WON with a
 * complete contract in review, so that the first can be accepted and handed off, and the story be told again with the next
 * one: wave after wave, so that the same people can be booked for all of them. `projectId` is the first wave, delivered and accepted: it shows a project in all six systems.
 */
export const FLAGSHIP = {
  accountId: 'acc_acme',
  opportunityIds: ['opp_flagship', 'opp_flagship2', 'opp_flagship3', 'opp_flagship4', 'opp_flagship5', 'opp_flagship6'],
  contractId: 'ctr_flagship',
  projectId: 'prj_flagship',
} as const
