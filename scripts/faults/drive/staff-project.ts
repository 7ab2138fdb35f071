import type { GraphClient } from '../../demo/graph-client.ts'
import { assertDone, type Payload } from '../../demo/payload.ts'
import type { Stage } from '../../demo/story.ts'

const REQUESTS = /* GraphQL */ `
  query RequestsOfCase($id: ID!) {
    project(id: $id) {
      staffing { resourcesAssigned }
      staffingRequests(filter: { mandatoryForKickoff: true }, first: 20) {
        nodes { id status proposals { id worker { id } } }
      }
    }
  }
`
const PROPOSE = /* GraphQL */ `
  mutation ProposeForCase($input: ProposeCandidateInput!) {
    proposeCandidate(input: $input) {
      staffingRequest { proposals { id worker { id } } }
      replayed
      userErrors { code message }
    }
  }
`
const REGISTER = /* GraphQL */ `
  mutation RegisterForCase($input: RegisterResourceInput!) {
    registerResource(input: $input) { replayed userErrors { code message } }
  }
`
const BOOK = /* GraphQL */ `
  mutation BookForCase($input: ConfirmAssignmentInput!) {
    confirmAssignment(input: $input) { replayed userErrors { code message } }
  }
`

interface Proposal {
  readonly id: string
  readonly worker: { readonly id: string }
}
interface Requests {
  readonly staffing: { readonly resourcesAssigned: boolean }
  readonly staffingRequests: {
    readonly nodes: readonly { readonly id: string; readonly status: string; readonly proposals: readonly Proposal[] }[]
  }
}

/**
 * Proposes and books somebody for every request that the kickoff waits for. Each case has people of its own: all cases lie
 * in the same weeks, and there is only one of everybody. Answers whether the kickoff has its people.
 */
export async function staffProject(stage: Stage, projectId: string, token: string): Promise<boolean> {
  const manager = stage.as('resource_manager')
  const { staffing, staffingRequests } = await read(manager, projectId)
  if (staffing.resourcesAssigned) return true
  for (const [seat, { id, status, proposals }] of staffingRequests.nodes.entries()) {
    if (status === 'FULFILLED' || status === 'CANCELLED') continue
    const proposal = proposals[0] ?? (await propose(stage, id, `wrk_${token}x${seat}`))
    const { confirmAssignment } = await manager.ask<{ confirmAssignment: Payload }>(BOOK, {
      input: { idempotencyKey: `book:${proposal.id}`, staffingRequestId: id, proposalId: proposal.id },
    })
    assertDone(stage, 'the candidate is booked', confirmAssignment)
  }
  return (await read(manager, projectId)).staffing.resourcesAssigned
}

async function read(manager: GraphClient, id: string): Promise<Requests> {
  const { project } = await manager.ask<{ project: Requests | null }>(REQUESTS, { id })
  if (project === null) throw new Error('the resource manager can read the project')
  return project
}

async function propose(stage: Stage, staffingRequestId: string, workerId: string): Promise<Proposal> {
  // PSA books only whom a service has registered, as it would the people of HR.
  const { registerResource } = await stage.as('svc_orchestrator').ask<{ registerResource: Payload }>(REGISTER, {
    input: { idempotencyKey: `register:${workerId}`, workerId },
  })
  assertDone(stage, 'the worker is registered', registerResource)
  const { proposeCandidate } = await stage.as('resource_manager').ask<{
    proposeCandidate: Payload & { readonly staffingRequest: { readonly proposals: readonly Proposal[] } | null }
  }>(PROPOSE, { input: { idempotencyKey: `propose:${staffingRequestId}`, staffingRequestId, workerId } })
  assertDone(stage, 'the candidate is proposed', proposeCandidate)
  const proposal = proposeCandidate.staffingRequest?.proposals.find(({ worker }) => worker.id === workerId)
  if (proposal === undefined) throw new Error('a proposed candidate is answered')
  return proposal
}
