import { readFileSync } from 'node:fs'
import { FLAGSHIP } from '../../seed/stories/s-1.ts'
import { approveHandoff } from '../approve-handoff.ts'
import { awaitStart } from '../await-start.ts'
import { acceptOpportunity, type HandoffState, hasEnded, requestHandoff, watchHandoff } from '../handoff.ts'
import { assertNoKickoff, holdKickoff } from '../hold-kickoff.ts'
import { pickOpportunity } from '../pick-opportunity.ts'
import { assertNotified } from '../read-notices.ts'
import { staffProject } from '../staff-project.ts'
import type { Stage, Story } from '../story.ts'

const PROJECT_360 = readFileSync(new URL('../../../docs/examples/project-360.graphql', import.meta.url), 'utf8')

const READ_BACK = /* GraphQL */ `
  query ReadBack($id: ID!) {
    project(id: $id) {
      code status stage
      erpProjectNumber financialStatus
      contractValue { amount currency }
      wbs { code }
      budget { version revenue { amount } }
      billingSchedule { amount { amount } status }
      phases { wbsCode }
      milestones(first: 100) { totalCount }
      opportunity { id stage }
      contract { status approvedAt }
    }
  }
`
/** Steps that this start leaves out: there is no suggestion service and no collaboration system. */
const LEFT_OUT = ['H04', 'H15']

/** The flagship: a won ERP implementation becomes a governed, staffed project whose kickoff was held. */
export const flagshipStory: Story = {
  id: 'S-1',
  title: 'A won ERP implementation becomes a staffed project with its kickoff held',
  async play(stage) {
    const opportunityId = await pickOpportunity(stage, FLAGSHIP.opportunityIds)
    await acceptOpportunity(stage, opportunityId)
    const handoffId = await awaitStart(stage, opportunityId)
    const again = await requestHandoff(stage, opportunityId)
    stage.assert(again.handoffId === handoffId && again.replayed, 'a start by hand finds the handoff that began by itself')

    const told = new Set<string>()
    await approveHandoff(stage, handoffId, told, 'delivery_ops')
    const provisioned = await watchUntil(stage, handoffId, told, isWaitingAt('H18'))
    if (provisioned.project === null || provisioned.projectCreatedAt === null) {
      throw new Error('a provisioned handoff has a project')
    }
    const { id: projectId } = provisioned.project

    await assertNoKickoff(stage, projectId, provisioned.projectCreatedAt)
    await staffProject(stage, projectId)
    const staffed = await watchUntil(stage, handoffId, told, isWaitingAt('H19'))
    if (staffed.resourcesAssignedAt === null) throw new Error('a staffed handoff says since when')
    await holdKickoff(stage, projectId, staffed.resourcesAssignedAt)
    const done = await watchUntil(stage, handoffId, told, () => false)

    stage.assert(done.status === 'COMPLETED', `the handoff completes, not ${done.status}`)
    stage.assert(done.run.status === 'COMPLETED', `the run completes, not ${done.run.status}`)
    stage.assert(
      done.run.steps.every(({ key, status }) => status === (LEFT_OUT.includes(key) ? 'SKIPPED' : 'COMPLETED')),
      'every step is completed, but those that this start has no system for',
    )
    await assertNotified(stage, 'finance_controller', projectId)
    await assertNotified(stage, 'customer_success', projectId)
    await assertReadBack(stage, projectId, opportunityId)

    const { project } = await stage.as('project_manager').ask<{ project: unknown }>(PROJECT_360, { id: projectId })
    stage.show('The new project, across its systems, as the project manager sees it:', project)
  },
}

const watchUntil = (stage: Stage, handoffId: string, told: Set<string>, isThere: (handoff: HandoffState) => boolean) =>
  watchHandoff(stage, handoffId, told, (handoff) => isThere(handoff) || hasEnded(handoff))

const isWaitingAt =
  (step: string) =>
  ({ run }: HandoffState): boolean =>
    run.steps.some(({ key, status }) => key === step && status === 'WAITING')

interface ReadBack {
  readonly project: {
    readonly stage: string
    readonly status: string
    readonly erpProjectNumber: string | null
    readonly contractValue: { readonly amount: string }
    readonly wbs: readonly { readonly code: string }[]
    readonly budget: { readonly revenue: { readonly amount: string } } | null
    readonly billingSchedule: readonly { readonly amount: { readonly amount: string } }[]
    readonly phases: readonly { readonly wbsCode: string | null }[]
    readonly milestones: { readonly totalCount: number }
    readonly opportunity: { readonly id: string; readonly stage: string } | null
    readonly contract: { readonly status: string } | null
  } | null
}

/** What a sceptic would look up by hand in the three systems. */
async function assertReadBack(stage: Stage, projectId: string, opportunityId: string): Promise<void> {
  const { project } = await stage.as('auditor').ask<ReadBack>(READ_BACK, { id: projectId })
  if (project === null) throw new Error('the project is readable')
  const wbsCodes = new Set(project.wbs.map(({ code }) => code))
  stage.assert(project.erpProjectNumber !== null, 'the ERP numbered the project')
  stage.assert(project.stage === 'MILESTONES_GOVERNED', 'the stage is MILESTONES_GOVERNED')
  stage.assert(project.status === 'IN_PROGRESS', 'the project is in progress in the PSA')
  stage.assert(project.contract?.status === 'APPROVED', 'the contract is APPROVED')
  stage.assert(project.opportunity?.id === opportunityId, 'the project belongs to the opportunity')
  stage.assert(project.budget !== null && project.billingSchedule.length > 0, 'there is a budget and a billing schedule')
  stage.assert(project.milestones.totalCount > 0, 'there are milestones')
  stage.assert(
    project.phases.length > 0 && project.phases.every(({ wbsCode }) => wbsCode !== null && wbsCodes.has(wbsCode)),
    'every phase in the PSA has its WBS element in the ERP',
  )
  stage.tell({
    step: 'read back and compared',
    system: 'CRM ERP PSA',
    state: project.stage,
    at: null,
    note: `${project.erpProjectNumber}`,
  })
}
