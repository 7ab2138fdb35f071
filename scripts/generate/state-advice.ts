import type {
  ApprovalStatus,
  CompensationStatus,
  HandoffStatus,
  ReviewTaskStatus,
  RunStatus,
  StepStatus,
} from '../../subgraphs/delivery/states.ts'

/** What people do about a state. Typed by the tables of states, so that a new state does not compile without advice. */
export interface Advice {
  /** A sentence or two for whoever looks at the record. */
  readonly action: string
  /** Roles that can act; empty when nobody has to. */
  readonly roles: readonly string[]
  /** Mutations that lead out of the state. */
  readonly mutations: readonly string[]
}

const nothing = (action: string): Advice => ({ action, roles: [], mutations: [] })
const OVER = nothing('Nothing: an end state.')

export const RUN_ADVICE: { readonly [Status in RunStatus]: Advice } = {
  RUNNING: nothing('Nothing: a worker has it, or takes it within a second. When it stays, look whether a worker is up.'),
  WAITING_APPROVAL: {
    action: 'The approver decides. Past the deadline the next role is asked by itself.',
    roles: ['approver of the request'],
    mutations: ['decideApproval', 'delegateApproval'],
  },
  WAITING_SYSTEM: {
    action:
      'Look at the waiting step: with a role, people book or hold the kickoff in PSA and the run notices; in fallback, the system comes back, or an operator tries at once.',
    roles: ['delivery_ops'],
    mutations: ['retryStep', 'cancelRun'],
  },
  IN_REVIEW: {
    action: 'Cure what the open review task names, then settle it. Nothing goes on before.',
    roles: ['role of the task', 'delivery_ops'],
    mutations: ['resolveReviewTask', 'cancelRun'],
  },
  COMPENSATING: nothing('Nothing: finished steps are being undone, last first. An undo that fails opens a review task.'),
  COMPLETED: OVER,
  CANCELLED: {
    action: 'Nothing is left in the systems. The opportunity may be handed over anew, as the next attempt.',
    roles: ['delivery_ops'],
    mutations: ['startHandoff'],
  },
  FAILED: OVER,
}

export const STEP_ADVICE: { readonly [Status in StepStatus]: Advice } = {
  PENDING: nothing('Nothing: its turn comes.'),
  RUNNING: nothing('Nothing: an attempt is under way. A worker that dies in it is replaced, and the attempt is repeated.'),
  WAITING: {
    action: 'Somebody decides, or does the work in the system; `waitingRole` and `dueAt` say who and by when.',
    roles: ['approver, or `waitingRole`'],
    mutations: ['decideApproval'],
  },
  RETRYING: {
    action: 'Nothing: the next attempt comes within minutes. An operator who knows better tries at once.',
    roles: ['delivery_ops'],
    mutations: ['retryStep'],
  },
  IN_FALLBACK: {
    action: 'Bring the system back. The call is made again at `nextAttemptAt`, or at once on request.',
    roles: ['delivery_ops'],
    mutations: ['retryStep', 'skipStep'],
  },
  IN_REVIEW: {
    action: 'Settle the review task of the step.',
    roles: ['role of the task', 'delivery_ops'],
    mutations: ['resolveReviewTask', 'retryStep', 'skipStep'],
  },
  COMPLETED: nothing('Nothing.'),
  SKIPPED: nothing('Nothing: `reason` says why it was left out. One that had been tried is undone when the run is.'),
  FAILED: nothing('Nothing: the run was turned back while the step was in progress; its undo follows.'),
  COMPENSATED: nothing('Nothing: the effect is gone.'),
}

export const COMPENSATION_ADVICE: { readonly [Status in CompensationStatus]: Advice } = {
  NOT_NEEDED: nothing('Nothing.'),
  PENDING: nothing('Nothing: the undo is tried again like a step, with the same patience.'),
  DONE: nothing('Nothing.'),
  FAILED: {
    action:
      'Undo the effect in the system by hand and settle the task with SKIP, or cure what kept it from being undone and settle it with RETRY.',
    roles: ['role of the task', 'delivery_ops'],
    mutations: ['resolveReviewTask', 'retryStep', 'skipStep'],
  },
}

export const APPROVAL_ADVICE: { readonly [Status in ApprovalStatus]: Advice } = {
  PENDING: {
    action: 'Decide, or delegate to a person in the same role who had no part in the run.',
    roles: ['approver of the request'],
    mutations: ['decideApproval', 'delegateApproval', 'selectTemplate'],
  },
  ESCALATED: {
    action: 'The same, for the role that was asked instead.',
    roles: ['approver of the request'],
    mutations: ['decideApproval', 'delegateApproval', 'selectTemplate'],
  },
  SENT_BACK: {
    action: 'Rework what the comment names, then send it again; the clock goes on with the hours that were left.',
    roles: ['account_executive', 'whoever started the run'],
    mutations: ['resubmitApproval'],
  },
  APPROVED: OVER,
  REJECTED: {
    action: 'The account executive has a review task with the comment: RETRY asks anew, CANCEL undoes the run.',
    roles: ['account_executive', 'delivery_ops'],
    mutations: ['resolveReviewTask'],
  },
  CANCELLED: OVER,
}

export const TASK_ADVICE: { readonly [Status in ReviewTaskStatus]: Advice } = {
  OPEN: {
    action: 'Cure the cause and settle: RETRY, SKIP (an optional step; for an undo: done by hand) or CANCEL.',
    roles: ['role of the task', 'delivery_ops'],
    mutations: ['resolveReviewTask'],
  },
  RESOLVED: OVER,
  WITHDRAWN: OVER,
}

export const HANDOFF_ADVICE: { readonly [Status in HandoffStatus]: Advice } = {
  DRAFT: nothing('Nothing: H01 reads the opportunity.'),
  VALIDATING: nothing('Nothing: contract and client master are checked.'),
  AWAITING_APPROVAL: {
    action: 'Decide: legal and finance side by side, then delivery operations on the template.',
    roles: ['approver of the request'],
    mutations: ['decideApproval'],
  },
  PROVISIONING: nothing('Nothing: records are made in the systems.'),
  STAFFING: {
    action: 'Propose, approve and confirm candidates for the mandatory requests; the run notices the last booking.',
    roles: ['resource_manager'],
    mutations: ['proposeCandidate', 'approveCandidate', 'confirmAssignment'],
  },
  READY_FOR_KICKOFF: {
    action: 'Hold the kickoff and record it with its checklist.',
    roles: ['project_manager'],
    mutations: ['recordKickoff'],
  },
  COMPLETED: OVER,
  BLOCKED: {
    action: 'Read `blockers`: each names what is wrong, the system and the role that can cure it. Then settle the review task.',
    roles: ['`ownerRole` of the blocker', 'delivery_ops'],
    mutations: ['resolveReviewTask'],
  },
  CANCELLED: {
    action: 'Start a new attempt when the deal goes on.',
    roles: ['delivery_ops'],
    mutations: ['startHandoff'],
  },
}
