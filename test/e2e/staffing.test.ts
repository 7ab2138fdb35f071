import { beforeAll, describe, expect, it } from '@jest/globals'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

interface Payload {
  readonly userErrors: readonly object[]
  readonly staffingRequest?: { readonly id: string; readonly proposals?: readonly { readonly id: string }[] } | null
}

/** Sends one mutation as a person; null when the field was refused, with its code. */
async function change(persona: string, field: string, selection: string, input: object) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
  const { data, errors } = await stack.as(persona).send<Record<string, Payload | null> | null>(
    `mutation ($input: ${type}!) { ${field}(input: $input) {
      ${selection} userErrors { code ... on PolicyError { policy } ... on ValidationError { rule } } } }`,
    { input },
  )
  return { payload: data?.[field] ?? null, code: errors[0]?.extensions?.code }
}

describe('staffing a project', () => {
  it('goes from a demand to a booked colleague, and what is unusual through a second person', async () => {
    const { projects } = await stack
      .as('project_manager')
      .ask<{ projects: { nodes: readonly { readonly id: string }[] } }>(
        '{ projects(filter: { status: [PLANNED], managerIds: ["wrk_projectmanager"] }, first: 1) { nodes { id } } }',
      )
    const projectId = projects.nodes[0]?.id ?? ''
    const demand = {
      idempotencyKey: 'e2e:demand',
      projectId,
      role: 'Architect',
      requiredSkills: [],
      startDate: '2028-01-03',
      endDate: '2028-03-31',
      hours: '600',
      allocation: '1.2',
    }
    const refused = await change('consultant', 'createStaffingRequest', 'staffingRequest { id }', demand)
    const created = await change('project_manager', 'createStaffingRequest', 'staffingRequest { id number }', demand)
    const staffingRequestId = created.payload?.staffingRequest?.id
    const proposed = await change(
      'project_manager',
      'proposeCandidate',
      'staffingRequest { status proposals { id approvalReasons } }',
      { idempotencyKey: 'e2e:propose', staffingRequestId, workerId: 'wrk_consultant' },
    )
    const request = proposed.payload?.staffingRequest
    const proposalId = request?.proposals?.[0]?.id

    expect(refused.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    expect(request).toMatchObject({ status: 'PROPOSED', proposals: [{ approvalReasons: ['OVER_ALLOCATION'] }] })

    const decision = { idempotencyKey: 'e2e:decide', staffingRequestId, proposalId, decision: 'APPROVE' }
    const own = await change('project_manager', 'approveCandidate', 'staffingRequest { status }', decision)
    const approved = await change('resource_manager', 'approveCandidate', 'staffingRequest { status }', decision)
    const booked = await change(
      'project_manager',
      'confirmAssignment',
      'assignment { status worker { displayName } staffingRequest { status } }',
      { idempotencyKey: 'e2e:confirm', staffingRequestId, proposalId },
    )

    expect(own).toMatchObject({ payload: null, code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
    expect(approved.payload).toMatchObject({ staffingRequest: { status: 'APPROVED' }, userErrors: [] })
    expect(booked.payload).toMatchObject({
      assignment: {
        status: 'CONFIRMED',
        worker: { displayName: expect.any(String) },
        staffingRequest: { status: 'FULFILLED' },
      },
      userErrors: [],
    })
  })

  it('ends with a kickoff, which a director answers for while mandatory people are missing', async () => {
    // Every planned project of the example data waits for somebody.
    const { projects } = await stack.as('project_manager').ask<{
      projects: { nodes: readonly { readonly id: string; readonly staffing: { readonly mandatoryOpen: number } }[] }
    }>(
      '{ projects(filter: { status: [PLANNED], managerIds: ["wrk_projectmanager"] }, first: 2) { nodes { id staffing { mandatoryOpen } } } }',
    )
    const project = projects.nodes[1]
    const kickoff = {
      idempotencyKey: 'e2e:kickoff',
      projectId: project?.id,
      heldAt: '2026-05-26T08:00:00Z',
      attendeeCount: 6,
      checklist: [{ item: 'CHARTER_AGREED', done: true }],
    }
    const selection = 'project { status kickoff { checklistComplete waiverReason } }'
    const early = await change('project_manager', 'recordKickoff', selection, kickoff)
    const waiver = { ...kickoff, waiverReason: 'The client starts without the second architect' }
    const unlawful = await change('project_manager', 'recordKickoff', selection, waiver)
    const waived = await change('delivery_director', 'recordKickoff', selection, waiver)

    expect(project?.staffing.mandatoryOpen).toBeGreaterThan(0)
    expect(early.payload?.userErrors).toMatchObject([{ code: 'INVALID_STATE' }, { rule: 'PSA-KICKOFF-CHECKLIST' }])
    expect(unlawful.payload?.userErrors).toMatchObject([{ code: 'FORBIDDEN', policy: 'kickoff_waiver' }])
    expect(waived.payload).toMatchObject({
      project: { status: 'IN_PROGRESS', kickoff: { checklistComplete: false, waiverReason: waiver.waiverReason } },
    })
  })
})
