import type { CaseRecord } from '../case-records.ts'
import type { People, WatchedHandoff } from './people.ts'

/** What people do for a handoff. */
export type Duty = 'decide' | 'staff' | 'hold-kickoff' | 'settle-task'

/** Something that a handoff asks of people now. */
export interface OpenDuty {
  readonly duty: Duty
  /** The same for the same thing at every look. */
  readonly name: string
  /** Answers whether nothing of it is left to do. */
  perform(): Promise<boolean>
}

/** What waits for people, as they see it: open approvals, roles to fill, a kickoff to hold, tasks to settle. */
export function dutiesOf(people: People, handoff: WatchedHandoff, { token }: CaseRecord): readonly OpenDuty[] {
  const { run, status, project, resourcesAssignedAt } = handoff
  const duties: OpenDuty[] = run.approvals
    .filter((approval) => approval.status === 'PENDING' || approval.status === 'ESCALATED')
    .map((approval) => ({
      duty: 'decide',
      name: approval.id,
      perform: () => people.decide(approval, 'APPROVE').then(() => true),
    }))
  if (run.status === 'IN_REVIEW') {
    duties.push({ duty: 'settle-task', name: 'task', perform: () => people.settleTasks(run.id) })
  }
  if (run.status === 'WAITING_SYSTEM' && project !== null) {
    const { id } = project
    if (status === 'STAFFING') duties.push({ duty: 'staff', name: 'staff', perform: () => people.staff(id, token) })
    if (status === 'READY_FOR_KICKOFF' && resourcesAssignedAt !== null) {
      const perform = () => people.holdKickoff(id, resourcesAssignedAt).then(() => true)
      duties.push({ duty: 'hold-kickoff', name: 'kickoff', perform })
    }
  }
  return duties
}
