import { sql } from 'kysely'
import { staffingRequestRows } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, is, oneOf, within } from '../../../shared/postgres/table.ts'
import { createWriter } from '../../../shared/postgres/write.ts'
import type { PsaSystem, StaffingRequestFilter } from '../../port.ts'
import { findCandidateFaults, findDecisionFault } from '../../rules/candidate.ts'
import { findApproverFault } from '../../rules/staffing-approver.ts'
import { findRequestFaults } from '../../rules/staffing-request.ts'
import type { StaffingOrderField, StaffingRequest } from '../../staffing-port.ts'
import { decideCandidate, proposeCandidate } from './candidate-proposal.ts'
import { NO_PROJECT } from './locked-project.ts'
import { NO_REQUEST } from './locked-request.ts'
import { projectTable } from './project.ts'
import { conditionsByProject } from './project-rows.ts'
import { requestStaff } from './request-staff.ts'
import { findWorkerLoads } from './worker-loads.ts'

export const staffingRequestTable = defineTable<StaffingRequest, StaffingRequestFilter, 'projectId', StaffingOrderField>({
  from: 'psa.staffing_request',
  columns: {
    id: column('id'),
    number: column('number'),
    projectId: column('project_id'),
    status: column('status'),
    cancelReason: column('cancel_reason'),
    role: column('role'),
    grade: column('grade'),
    requiredSkills: column('required_skills'),
    region: column('region'),
    country: column('country'),
    startDate: column('start_date'),
    endDate: column('end_date'),
    hours: column('hours'),
    allocation: column('allocation'),
    mandatoryForKickoff: column('mandatory_for_kickoff'),
    sourcing: column('sourcing'),
    requestedBy: column('requested_by'),
    submittedAt: column('submitted_at'),
    dueAt: column('due_at'),
    fulfilledAt: column('fulfilled_at'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { projectId: 'project_id' },
  filters: {
    projectIds: oneOf('project_id'),
    status: oneOf('status'),
    region: oneOf('region'),
    mandatoryForKickoff: is('mandatory_for_kickoff'),
    startDate: within('start_date'),
  },
  orders: {
    DUE_AT: { column: 'due_at', type: 'timestamptz' },
    START_DATE: { column: 'start_date', type: 'date' },
  },
  rows: bindRows(staffingRequestRows, conditionsByProject(sql.ref('t.project_id'))),
})

export function createStaffingRequests(db: Database): PsaSystem['staffingRequests'] {
  const reader = createReader(db, staffingRequestTable)
  const write = createWriter(db, 'psa')
  return {
    ...reader,

    findWorkerLoads: (requestIds) => findWorkerLoads(db, requestIds),

    async create(draft, options, call) {
      const faults = findRequestFaults(draft)
      if (faults.length > 0) return { ok: false, errors: faults }
      const on = [{ source: projectTable, id: draft.projectId, missing: NO_PROJECT }]
      return write({ operation: 'createStaffingRequest', input: draft, options, call, on }, reader, async (transaction) => {
        const outcome = await requestStaff(transaction, draft.projectId, [draft], call)
        return outcome.ok ? { ok: true, id: draft.id } : outcome
      })
    },

    async act(id, action, options, call) {
      const input = { id, action }
      const on = [{ source: reader.source, id, missing: NO_REQUEST }]
      if (action.kind === 'propose') {
        const faults = findCandidateFaults(action)
        if (faults.length > 0) return { ok: false, errors: faults }
        return write({ operation: 'proposeCandidate', input, options, call, on }, reader, (transaction) =>
          proposeCandidate(transaction, id, action, call),
        )
      }
      const fault = findApproverFault(call.principal) ?? findDecisionFault(action)
      if (fault !== null) return { ok: false, errors: [fault] }
      return write({ operation: 'approveCandidate', input, options, call, on }, reader, (transaction) =>
        decideCandidate(transaction, id, action, call),
      )
    },
  }
}
