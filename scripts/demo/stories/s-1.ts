import { readFileSync } from 'node:fs'
import { FLAGSHIP } from '../../seed/stories/s-1.ts'
import { acceptOpportunity, approve, awaitsPeople, hasEnded, startHandoff, watchHandoff } from '../handoff.ts'
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

/** The flagship: a won ERP implementation becomes a governed project in CRM, ERP and PSA. */
export const flagshipStory: Story = {
  id: 'S-1',
  title: 'A won ERP implementation becomes a project in CRM, ERP and PSA',
  async play(stage) {
    const opportunityId = await pickOpportunity(stage)
    await acceptOpportunity(stage, opportunityId)
    const handoffId = await startHandoff(stage, opportunityId)

    const told = new Set<string>()
    const waiting = await watchHandoff(
      stage,
      handoffId,
      told,
      (handoff) => awaitsPeople(handoff) || handoff.status === 'BLOCKED' || hasEnded(handoff),
    )
    stage.assert(waiting.status === 'AWAITING_APPROVAL', `the handoff waits for people, not ${waiting.status}`)
    await approve(stage, waiting, 'SOW_LEGAL', 'legal')
    await approve(stage, waiting, 'BILLING_TERMS_FINANCE', 'finance_controller')

    const done = await watchHandoff(stage, handoffId, told, hasEnded)
    stage.assert(done.run.status === 'COMPLETED', `the run completes, not ${done.run.status}`)
    stage.assert(
      done.run.steps.every(({ status }) => status === 'COMPLETED'),
      'every step is completed',
    )
    if (done.project === null) throw new Error('a completed handoff has a project')
    await assertReadBack(stage, done.project.id, opportunityId)

    const { project } = await stage.as('project_manager').ask<{ project: unknown }>(PROJECT_360, { id: done.project.id })
    stage.show('The new project, across its systems, as the project manager sees it:', project)
  },
}

/** The flagship itself, or the next of its kind when this start has told the story before. */
async function pickOpportunity(stage: Stage): Promise<string> {
  const { opportunities } = await stage
    .as('account_executive')
    .ask<{ opportunities: { nodes: readonly { id: string }[] } }>(
      'query Won($ids: [ID!]) { opportunities(filter: { ids: $ids, stage: [CLOSED_WON] }, first: 100) { nodes { id } } }',
      { ids: FLAGSHIP.opportunityIds },
    )
  const waiting = new Set(opportunities.nodes.map(({ id }) => id))
  const next = FLAGSHIP.opportunityIds.find((id) => waiting.has(id))
  if (next === undefined) throw new Error('every opportunity of this story was handed off; start with --fresh to tell it again')
  return next
}

interface ReadBack {
  readonly project: {
    readonly stage: string
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
  stage.assert(project.stage === 'PROJECT_CREATED', 'the stage is PROJECT_CREATED')
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
