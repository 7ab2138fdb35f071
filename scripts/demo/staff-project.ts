import type { GraphClient } from './graph-client.ts'
import { assertDone, type Payload } from './payload.ts'
import type { Stage } from './story.ts'

const REQUESTS = /* GraphQL */ `
  query MandatoryRequests($id: ID!) {
    project(id: $id) {
      staffing { mandatoryOpen mandatoryTotal resourcesAssigned }
      staffingRequests(filter: { mandatoryForKickoff: true, status: [SUBMITTED] }, first: 100) {
        nodes { id number role allocation }
      }
    }
  }
`
const MATCHES = /* GraphQL */ `
  query Matches($id: ID!) {
    staffingRequest(id: $id) {
      matches(limit: 50) { score worker { id displayName jobTitle department region } }
    }
  }
`
const PROPOSE = /* GraphQL */ `
  mutation Propose($input: ProposeCandidateInput!) {
    proposeCandidate(input: $input) {
      staffingRequest { proposals { id status worker { id } } }
      replayed
      userErrors { code message }
    }
  }
`
const BOOK = /* GraphQL */ `
  mutation Book($input: ConfirmAssignmentInput!) {
    confirmAssignment(input: $input) {
      assignment { id status confirmedAt }
      replayed
      userErrors { code message ... on PolicyError { policy } }
    }
  }
`

interface StaffingRequest {
  readonly id: string
  readonly number: string
  readonly role: string
  readonly allocation: string
}
interface Match {
  readonly score: string
  readonly worker: {
    readonly id: string
    readonly displayName: string
    readonly jobTitle: string
    readonly department: string
    readonly region: string
  }
}
interface Booked extends Payload {
  readonly assignment: { readonly confirmedAt: string } | null
  readonly userErrors: readonly { readonly code: string; readonly message: string; readonly policy?: string }[]
}
interface Requested {
  readonly staffing: { readonly mandatoryOpen: number; readonly mandatoryTotal: number; readonly resourcesAssigned: boolean }
  readonly staffingRequests: { readonly nodes: readonly StaffingRequest[] }
}

/** Books somebody with the skills for every role that the kickoff waits for, as the resource manager; answers how many. */
export async function staffProject(stage: Stage, projectId: string): Promise<number> {
  const manager = stage.as('resource_manager')
  const { staffing, staffingRequests } = await readRequests(manager, projectId)
  stage.assert(staffing.mandatoryTotal > 0, 'the template has asked for people')
  stage.assert(staffingRequests.nodes.length === staffing.mandatoryOpen, 'the resource manager sees every open mandatory role')
  const busy = new Set<string>()
  // Whoever is needed most of the week is the hardest to find.
  for (const request of staffingRequests.nodes.toSorted((a, b) => Number(b.allocation) - Number(a.allocation))) {
    busy.add(await fill(stage, manager, request, busy))
  }
  const { staffing: after } = await readRequests(manager, projectId)
  stage.assert(after.resourcesAssigned && after.mandatoryOpen === 0, 'every mandatory role is booked')
  return after.mandatoryTotal
}

async function readRequests(manager: GraphClient, id: string): Promise<Requested> {
  const { project } = await manager.ask<{ project: Requested | null }>(REQUESTS, { id })
  if (project === null) throw new Error('the resource manager can read the project')
  return project
}

/** Tries the matches that HR suggests, best first, until one of delivery is free; answers who was booked. */
async function fill(stage: Stage, manager: GraphClient, request: StaffingRequest, busy: ReadonlySet<string>): Promise<string> {
  const { staffingRequest } = await manager.ask<{ staffingRequest: { matches: readonly Match[] } }>(MATCHES, { id: request.id })
  const matches = staffingRequest.matches.filter(({ worker }) => worker.department === 'Delivery' && !busy.has(worker.id))
  for (const { score, worker } of matches) {
    const confirmedAt = await book(stage, manager, request, worker.id)
    if (confirmedAt === null) continue
    stage.tell({
      step: `${request.number} ${request.role} booked, ${request.allocation} of the week`,
      system: 'PSA',
      state: 'CONFIRMED',
      at: confirmedAt,
      note: `${worker.displayName}, ${worker.jobTitle}, ${worker.region}, match ${score}`,
    })
    return worker.id
  }
  throw new Error(`somebody with the skills of ${request.number} ${request.role} is free`)
}

/** Proposes and books; answers when it was booked, null when a week of the worker is full. */
async function book(stage: Stage, manager: GraphClient, request: StaffingRequest, workerId: string): Promise<string | null> {
  const { proposeCandidate: proposed } = await manager.ask<{
    proposeCandidate: Payload & {
      staffingRequest: { proposals: readonly { id: string; status: string; worker: { id: string } }[] } | null
    }
  }>(PROPOSE, {
    input: { idempotencyKey: `propose:${request.id}:${workerId}`, staffingRequestId: request.id, workerId },
  })
  assertDone(stage, 'the candidate is proposed', proposed)
  const proposal = proposed.staffingRequest?.proposals.find((each) => each.worker.id === workerId)
  if (proposal === undefined) throw new Error('a proposed candidate is answered')
  const { confirmAssignment: booked } = await manager.ask<{ confirmAssignment: Booked }>(BOOK, {
    input: { idempotencyKey: `book:${proposal.id}`, staffingRequestId: request.id, proposalId: proposal.id },
  })
  if (booked.userErrors.some(({ policy }) => policy === 'CAPACITY_EXCEEDED')) return null
  assertDone(stage, 'the candidate is booked', booked)
  return booked.assignment?.confirmedAt ?? null
}
