import { beforeAll, describe, expect, it } from '@jest/globals'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})
const manager = () => stack.as('resource_manager')

const REQUESTS = `query ($first: Int!) { staffingRequests(filter: { status: [FULFILLED] }, first: $first) { nodes {
  id requiredSkills { skillCode } matches(limit: 5) { worker { displayName status } score explanation } } } }`
const ASK = `mutation ($input: CreateStaffingRequestInput!) { createStaffingRequest(input: $input) {
  staffingRequest { id } userErrors { code message } } }`
const MATCHES = `query ($id: ID!) { staffingRequest(id: $id) { matches(limit: 50) {
  worker { id workerNumber status skills { level skill { code } } workAuthorizations } score availabilityScore availableHours } } }`
const PROPOSE = `mutation ($input: ProposeCandidateInput!) { proposeCandidate(input: $input) {
  staffingRequest { proposals { id status } } userErrors { code message } } }`
const CONFIRM = `mutation ($input: ConfirmAssignmentInput!) { confirmAssignment(input: $input) {
  assignment { id status } userErrors { code message } } }`
const SOMEBODY = `{ projects(filter: { status: [IN_PROGRESS] }, first: 1) { nodes { id } }
  workers(filter: { status: [ACTIVE] }, first: 1) { nodes { country skills { level skill { code } } } } }`

describe('who could fill a staffing request', () => {
  it('[LC-12] is whoever has the skill, the permit and the hours; once the best is booked, the next one is', async () => {
    const { projects, workers } = await manager().ask<Somebody>(SOMEBODY)
    const [projectId, country, wanted] = [projects.nodes[0]?.id, workers.nodes[0]?.country, workers.nodes[0]?.skills[0]]
    const demand = {
      projectId,
      country,
      role: 'Consultant',
      requiredSkills: [{ skillCode: wanted?.skill.code, minimumLevel: wanted?.level, mandatory: true }],
      // Beyond the plans of the example firm, so that everybody has a chance.
      startDate: '2028-03-06',
      endDate: '2028-03-31',
      hours: '160',
      allocation: '1',
    }
    const [first, second] = [await requestFor(demand, 'first'), await requestFor(demand, 'second')]

    const before = await matchesOf(first)
    expect(before.length).toBeGreaterThan(0)
    for (const { worker } of before) {
      expect(worker.workAuthorizations).toContain(country)
      expect(worker.skills.find(({ skill }) => skill.code === wanted?.skill.code)?.level).toBeGreaterThanOrEqual(
        wanted?.level ?? 5,
      )
    }
    expect(before.map(({ score }) => Number(score))).toEqual(before.map(({ score }) => Number(score)).toSorted((a, b) => b - a))
    const best = before[0]?.worker.id ?? ''
    await book(first, best)

    const after = await matchesOf(second)
    expect(after.map(({ worker }) => worker.id)).toEqual(before.slice(1).map(({ worker }) => worker.id))
  })

  it('costs the same number of fetches and statements for 1 and 10 requests', async () => {
    const [one, ten] = [await manager().send(REQUESTS, { first: 1 }), await manager().send(REQUESTS, { first: 10 })]

    expect([one.errors, ten.errors]).toEqual([[], []])
    expect(ten.cost).toEqual(one.cost)
  })

  async function requestFor(demand: object, name: string): Promise<string> {
    const { createStaffingRequest } = await manager().ask<{
      createStaffingRequest: { staffingRequest: { id: string } | null; userErrors: readonly object[] }
    }>(ASK, { input: { ...demand, idempotencyKey: `matches ${name}` } })
    expect(createStaffingRequest.userErrors).toEqual([])
    return createStaffingRequest.staffingRequest?.id ?? ''
  }

  const matchesOf = async (id: string) =>
    (await manager().ask<{ staffingRequest: { matches: readonly Match[] } }>(MATCHES, { id })).staffingRequest.matches

  async function book(staffingRequestId: string, workerId: string): Promise<void> {
    const { proposeCandidate } = await manager().ask<{
      proposeCandidate: { staffingRequest: { proposals: readonly { id: string }[] } | null; userErrors: readonly object[] }
    }>(PROPOSE, { input: { idempotencyKey: 'matches propose', staffingRequestId, workerId } })
    expect(proposeCandidate.userErrors).toEqual([])
    const proposalId = proposeCandidate.staffingRequest?.proposals[0]?.id
    const { confirmAssignment } = await manager().ask<{
      confirmAssignment: { assignment: { status: string } | null; userErrors: readonly object[] }
    }>(CONFIRM, { input: { idempotencyKey: 'matches confirm', staffingRequestId, proposalId } })
    expect(confirmAssignment).toMatchObject({ assignment: { status: 'CONFIRMED' }, userErrors: [] })
  }
})

interface Skilled {
  readonly skills: readonly { readonly level: number; readonly skill: { readonly code: string } }[]
}
interface Somebody {
  readonly projects: { readonly nodes: readonly { readonly id: string }[] }
  readonly workers: { readonly nodes: readonly (Skilled & { readonly country: string })[] }
}
interface Match {
  readonly worker: Skilled & { readonly id: string; readonly workAuthorizations: readonly string[] }
  readonly score: string
}
