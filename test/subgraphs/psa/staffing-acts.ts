import type { CandidateProposal, StaffingRequest, StaffingRequestDraft } from '../../../subgraphs/psa/staffing-port.ts'
import { CALL, callOf, newKey, record } from './calls.ts'
import type { OpenedPsa } from './opened-psa.ts'

/** The steps of staffing as tests take them, each under a key of its own. */
export function createStaffingActs(opened: () => OpenedPsa) {
  const psa = () => opened().system
  const ask = (projectId: string, requests: readonly StaffingRequestDraft[], call = CALL) =>
    psa().projects.act(projectId, { kind: 'request-staff', requests }, { idempotencyKey: newKey() }, call)
  const requestOf = async (id: string) => (await psa().staffingRequests.getByIds([id], CALL))[0] as StaffingRequest
  const proposalsOf = async (id: string): Promise<readonly CandidateProposal[]> =>
    (await psa().proposals.findByKey('staffingRequestId', [id], CALL)).get(id) ?? []
  const register = (workerId: string, active = true) =>
    psa().resources.create({ id: workerId, supplierId: null, active }, { idempotencyKey: newKey() }, CALL)
  const proposeUnregistered = (requestId: string, workerId: string, call = CALL) =>
    psa().staffingRequests.act(requestId, { kind: 'propose', workerId, comment: null }, { idempotencyKey: newKey() }, call)
  async function propose(requestId: string, workerId: string, call = CALL) {
    await register(workerId)
    return proposeUnregistered(requestId, workerId, call)
  }
  const decide = (
    requestId: string,
    proposalId: string,
    decision: 'APPROVE' | 'REJECT',
    comment: string | null = null,
    call = callOf('rm', ['resource_manager']),
  ) =>
    psa().staffingRequests.act(requestId, { kind: 'decide', proposalId, decision, comment }, { idempotencyKey: newKey() }, call)
  const confirm = (staffingRequestId: string, proposalId: string, idempotencyKey = newKey()) =>
    psa().assignments.create({ staffingRequestId, proposalId }, { idempotencyKey }, CALL)

  return {
    ask,
    requestOf,
    proposalsOf,
    register,
    proposeUnregistered,
    propose,
    decide,
    confirm,

    /** Proposes a worker and books this one; for requests whose candidates need no approval. */
    async book(requestId: string, workerId: string) {
      record(await propose(requestId, workerId))
      const open = (await proposalsOf(requestId)).find((each) => each.workerId === workerId && each.status === 'APPROVED')
      return confirm(requestId, open?.id ?? 'none')
    },

    /** What was told of a record, oldest first: type and state. */
    async eventsOf(subjectId: string): Promise<readonly string[]> {
      const events = await psa().events.pending(10_000)
      return events
        .filter((event) => event.subjectId === subjectId)
        .map(({ type, payload }) => (payload.status === undefined ? type : `${type} ${payload.status}`))
    },
  }
}
