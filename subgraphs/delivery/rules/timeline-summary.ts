import type { TimelineEvent } from '../progress.ts'

/** What the records are called in a sentence; a kind that is missing here goes by its type. */
const SUBJECTS: Readonly<Record<string, (label: string | null, stepKey: string | null) => string>> = {
  Handoff: () => 'The handoff',
  WorkflowRun: () => 'The run',
  WorkflowStep: (label, stepKey) => `Step ${stepKey ?? ''}${label === null ? '' : ` (${label})`}`,
  ReviewTask: (label) => `The task${label === null ? '' : ` of ${label.replaceAll('_', ' ')}`}`,
  Approval: (label) => `The approval${label === null ? '' : ` by ${label.replaceAll('_', ' ')}`}`,
}

/** What happened to them; an action that is missing here is told by its states. */
const HAPPENINGS: Readonly<Record<string, string>> = {
  'handoff.opened': 'was opened',
  'handoff.validating': 'is checked for completeness',
  'handoff.awaiting_approval': 'waits for approvals',
  'handoff.provisioning': 'is set up in the systems',
  'handoff.staffing': 'is set up in every system and goes to staffing',
  'handoff.ready_for_kickoff': 'is ready for the kickoff',
  'handoff.completed': 'was completed',
  'handoff.blocked': 'is blocked until a person cures it',
  'handoff.cancelled': 'was cancelled',
  'run.started': 'is under way',
  'run.waiting': 'waits for people',
  'run.compensating': 'undoes what it did',
  'run.parked': 'waits for a person',
  'run.completed': 'was completed',
  'run.cancelled': 'was cancelled, and everything is undone',
  'run.failed': 'failed, and everything is undone',
  'run.cancel_requested': 'is to be cancelled, as a person asks',
  'run.cancel_refused': 'cannot be cancelled any more: something is posted on the project',
  'step.started': 'was started',
  'step.waiting': 'waits for people',
  'step.retrying': 'failed and is tried again',
  'step.parked': 'is parked until the system answers again',
  'step.in_review': 'failed and waits for a person',
  'step.completed': 'was completed',
  'step.skipped': 'was skipped',
  'step.failed': 'failed',
  'step.compensated': 'was undone',
  'step.escalated': 'was escalated: it is late',
  'step.undo_retried': 'is to be undone once more, as a person asks',
  'approval.requested': 'was requested',
  'approval.escalated': 'was escalated',
  'approval.sent_back': 'was sent back for rework',
  'approval.approved': 'was given',
  'approval.rejected': 'was refused',
  'approval.cancelled': 'is no longer needed',
  'approval.delegated': 'was delegated',
  'approval.delegation_ended': 'is for everybody in the role again',
  'approval.template_chosen': 'has another template, chosen by a person',
  'task.opened': 'was opened',
  'task.resolved': 'was settled',
  'task.withdrawn': 'is no longer needed',
}

/** Key of the step that an event is about, from the id `{runId}:{key}`; null for the other records. */
export function stepKeyOf({ entity, entityId, runId }: Pick<TimelineEvent, 'entity' | 'entityId' | 'runId'>): string | null {
  return entity === 'WorkflowStep' && entityId.startsWith(`${runId}:`) ? entityId.slice(runId.length + 1) : null
}

/** One sentence about an event for people. It names no person, so that everybody who may see the run may read it. */
export function summarise(event: TimelineEvent): string {
  const { entity, action, label, fromState, toState } = event
  const subject = SUBJECTS[entity]?.(label, stepKeyOf(event)) ?? `The record ${entity}`
  const happening = HAPPENINGS[action] ?? (fromState === null ? `entered ${toState}` : `went from ${fromState} to ${toState}`)
  return `${subject} ${happening}.`
}
