import type { Row } from '../../../scripts/seed/load-rows.ts'

/** How many projects `acc_many` has unless said otherwise, each with two phases, tasks, milestones, bookings and one timecard. */
export const MANY = 50

/**
 * The records that every adapter of PSA is tested on: projects in different states, bookings in each state, timecards in each
 * state, and fifty alike projects to read in one go. Columns are those of schema `psa`.
 */
export function psaFixture(count = MANY): Readonly<Record<string, readonly Row[]>> {
  const many = Array.from({ length: count }, (_, n) => n)
  return {
    'psa.resource': [
      { id: 'wrk_1', supplier_id: 'sup_one' },
      { id: 'wrk_2', supplier_id: null },
      { id: 'wrk_tester', supplier_id: null },
      { id: 'wrk_other', supplier_id: 'sup_two' },
      { id: 'wrk_gone', supplier_id: 'sup_gone', active: false },
    ],
    'psa.project': [
      project('prj_running', { name: 'Running', account_id: 'acc_one' }),
      project('prj_planned', {
        name: 'Planned',
        status: 'PLANNED',
        actual_start: null,
        region: 'IND',
        service_type: 'TRAINING',
        reseller_account_id: 'acc_reseller',
      }),
      project('prj_tocancel', {
        name: 'To cancel',
        account_id: 'acc_two',
        project_manager_id: 'wrk_other',
        reseller_account_id: 'acc_reseller',
      }),
      project('prj_closed', { name: 'Closed', status: 'CLOSED', health: 'RED', account_id: 'acc_two', actual_end: '2026-03-31' }),
      ...many.map((n) =>
        project(`prj_many${n}`, { name: `Many ${n}`, account_id: 'acc_many', planned_end: `2027-01-${day(n)}` }),
      ),
    ],
    'psa.phase': many.flatMap((n) => [2, 1].map((position) => phase(`prj_many${n}`, position))),
    'psa.task': [
      task('tsk_running', 'prj_running', null),
      ...many.flatMap((n) =>
        [1, 2].map((position) =>
          task(`tsk_many${n}x${position}`, `prj_many${n}`, `pha_many${n}x${position}`, position === 2 ? 'DONE' : 'DOING'),
        ),
      ),
    ],
    'psa.milestone': [
      ...(
        ['PLANNED', 'IN_PROGRESS', 'AT_RISK', 'COMPLETED', 'SUBMITTED', 'REJECTED', 'ACCEPTED', 'BILLED', 'CANCELLED'] as const
      ).map((status) => milestone(`mil_${status.toLowerCase().replace('_', '')}`, 'prj_tocancel', { status })),
      milestone('mil_gate', 'prj_tocancel', { kind: 'GATE', status: 'CANCELLED', billable: false, amount: null, currency: null }),
      milestone('mil_late', 'prj_running', {
        planned_date: '2026-04-11',
        completed_at: '2026-04-13T10:00:00Z',
        status: 'ACCEPTED',
      }),
      ...many.flatMap((n) => [1, 2].map((order) => milestone(`mil_many${n}x${order}`, `prj_many${n}`, {}))),
    ],
    'psa.staffing_request': [
      staffingRequest('stf_open', 'prj_running', {}),
      staffingRequest('stf_optional', 'prj_running', { mandatory_for_kickoff: false, start_date: '2026-02-02' }),
      staffingRequest('stf_cancelled', 'prj_closed', { status: 'CANCELLED', cancel_reason: 'Not wanted', region: 'IND' }),
      ...many.flatMap((n) => [
        staffingRequest(`stf_many${n}x1`, `prj_many${n}`, { status: 'FULFILLED', fulfilled_at: '2026-01-05T09:00:00Z' }),
        staffingRequest(`stf_many${n}x2`, `prj_many${n}`, { status: 'PROPOSED', due_at: `2026-02-${day(n)}T09:00:00Z` }),
      ]),
    ],
    'psa.candidate_proposal': [
      candidateProposal('cpr_open1', 'stf_open', { status: 'REJECTED', ...DECIDED, decision_comment: 'No' }),
      candidateProposal('cpr_open2', 'stf_open', { status: 'WITHDRAWN', worker_id: 'wrk_2' }),
      ...many.flatMap((n) => [
        candidateProposal(`cpr_many${n}x1`, `stf_many${n}x1`, { status: 'ACCEPTED', approval_reasons: [] }),
        candidateProposal(`cpr_many${n}x2`, `stf_many${n}x2`, { worker_id: 'wrk_2' }),
      ]),
    ],
    'psa.kickoff': ['prj_running', 'prj_closed', ...many.map((n) => `prj_many${n}`)].map((id) => kickoff(id)),
    'psa.assignment': [
      assignment('asg_active', 'prj_running', {}),
      assignment('asg_unbillable', 'prj_running', { billable: false, worker_id: 'wrk_tester' }),
      assignment('asg_other', 'prj_running', { worker_id: 'wrk_other' }),
      assignment('asg_tentative', 'prj_running', { status: 'TENTATIVE' }),
      assignment('asg_gone', 'prj_running', { status: 'RELEASED', worker_id: 'wrk_gone', end_date: '2026-07-31' }),
      assignment('asg_closed', 'prj_closed', { status: 'COMPLETED' }),
      ...(['TENTATIVE', 'CONFIRMED', 'ACTIVE', 'COMPLETED', 'RELEASED'] as const).map((status) =>
        assignment(`asg_cancel${status.toLowerCase()}`, 'prj_tocancel', { status }),
      ),
      ...many.flatMap((n) =>
        [1, 2].map((k) =>
          assignment(`asg_many${n}x${k}`, `prj_many${n}`, {
            worker_id: `wrk_${k}`,
            staffing_request_id: k === 1 ? `stf_many${n}x1` : null,
          }),
        ),
      ),
    ],
    'psa.timecard': [
      ...(['DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'BILLED'] as const).map((status, n) =>
        timecard(`tim_${status.toLowerCase()}`, 'asg_other', { status, week_start: week(n), ...decided(status) }),
      ),
      ...Array.from({ length: 6 }, (_, n) => timecard(`tim_open${n}`, 'asg_other', { week_start: week(n + 10) })),
      timecard('tim_own', 'asg_active', { worker_id: 'wrk_tester' }),
      ...many.map((n) => timecard(`tim_many${n}`, `asg_many${n}x1`, { project_id: `prj_many${n}`, worker_id: 'wrk_1' })),
    ],
  }
}

const day = (n: number) => `${(n % 28) + 1}`.padStart(2, '0')
/** The n-th Monday of a series. */
const week = (n: number) => new Date(Date.UTC(2026, 0, 5 + 7 * n)).toISOString().slice(0, 10)

export function project(id: string, overrides: Row): Row {
  return {
    id,
    code: id.toUpperCase().replace('_', '-'),
    name: 'Project',
    description: null,
    status: 'IN_PROGRESS',
    health: 'GREEN',
    account_id: 'acc_one',
    reseller_account_id: null,
    service_type: 'SOFTWARE_IMPLEMENTATION',
    pricing_model: 'MILESTONE',
    region: 'DACH',
    practice: 'ERP',
    project_manager_id: 'wrk_pm',
    planned_start: '2026-01-05',
    planned_end: '2026-12-31',
    baseline_start: '2026-01-05',
    baseline_end: '2026-12-18',
    actual_start: '2026-01-05',
    actual_end: null,
    planned_hours: '100.00',
    actual_hours: '25.50',
    remaining_hours: '74.50',
    updated_at: updatedAt(id),
    ...overrides,
  }
}

export function phase(projectId: string, position: number): Row {
  return {
    id: `${projectId.replace('prj', 'pha')}x${position}`,
    project_id: projectId,
    name: `Phase ${position}`,
    position,
    planned_start: '2026-01-05',
    planned_end: '2026-06-30',
    planned_hours: '50',
    wbs_code: `1.${position}`,
  }
}

export function task(id: string, projectId: string, phaseId: string | null, status = 'DOING'): Row {
  return { id, project_id: projectId, phase_id: phaseId, name: 'Task', status, assignee_id: 'wrk_1', billable: true }
}

export function milestone(id: string, projectId: string, overrides: Row): Row {
  return {
    id,
    project_id: projectId,
    name: 'Go-live',
    kind: 'GO_LIVE',
    status: 'PLANNED',
    owner_id: 'wrk_pm',
    subcontractor_id: 'sup_one',
    baseline_date: '2026-04-01',
    planned_date: '2026-06-01',
    completed_at: null,
    slip_count: 1,
    billable: true,
    amount: '12000.50',
    currency: 'EUR',
    acceptance_criteria: ['It runs'],
    evidence: [{ documentId: 'doc_1', title: 'Protocol', addedAt: '2026-04-13T10:00:00.000Z' }],
    depends_on_ids: [],
    percent_complete: '0.25',
    updated_at: updatedAt(id),
    ...overrides,
  }
}

export function assignment(id: string, projectId: string, overrides: Row): Row {
  return {
    id,
    project_id: projectId,
    worker_id: 'wrk_tester',
    role: 'Consultant',
    status: 'ACTIVE',
    start_date: '2026-01-05',
    end_date: '2026-06-30',
    allocation: '0.5',
    planned_hours: '80',
    actual_hours: '0',
    billable: true,
    bill_rate: '150.00',
    bill_rate_currency: 'EUR',
    subcontracted: false,
    ...overrides,
  }
}

export function staffingRequest(id: string, projectId: string, overrides: Row): Row {
  return {
    id,
    project_id: projectId,
    status: 'SUBMITTED',
    role: 'Consultant',
    grade: 'Senior',
    required_skills: [{ skillCode: 'SK-001', minimumLevel: 3, mandatory: true }],
    region: 'DACH',
    start_date: '2026-01-05',
    end_date: '2026-06-30',
    hours: '80.50',
    allocation: '0.5',
    mandatory_for_kickoff: true,
    sourcing: 'INTERNAL',
    requested_by: 'pm',
    submitted_at: '2026-01-02T09:00:00Z',
    due_at: '2026-01-07T09:00:00Z',
    fulfilled_at: null,
    ...overrides,
  }
}

export function candidateProposal(id: string, staffingRequestId: string, overrides: Row): Row {
  return {
    id,
    staffing_request_id: staffingRequestId,
    worker_id: 'wrk_1',
    status: 'PROPOSED',
    approval_reasons: ['SHORT_NOTICE'],
    comment: 'Knows the client',
    proposed_by: 'pm',
    proposed_at: '2026-01-02T10:00:00Z',
    ...overrides,
  }
}

export function kickoff(projectId: string): Row {
  return {
    id: projectId,
    held_at: '2026-01-05T09:00:00Z',
    attendee_count: 8,
    checklist: [
      { item: 'CHARTER_AGREED', done: true },
      { item: 'GOVERNANCE_CALENDAR_SENT', done: true },
    ],
    waiver_reason: 'Access comes later',
    recorded_by: 'director',
    recorded_at: '2026-01-05T12:00:00Z',
  }
}

const DECIDED: Row = { decided_by: 'rm', decided_at: '2026-01-03T09:00:00Z' }

export function timecard(id: string, assignmentId: string, overrides: Row): Row {
  return {
    id,
    project_id: 'prj_running',
    assignment_id: assignmentId,
    worker_id: 'wrk_other',
    week_start: '2026-01-05',
    entries: [
      { date: '2026-01-05', hours: '7.50', billable: true, taskId: null, note: 'Design' },
      { date: '2026-01-06', hours: '0.25', billable: false, taskId: null, note: null },
    ],
    status: 'SUBMITTED',
    submitted_at: '2026-01-09T16:00:00Z',
    submitted_by: 'other',
    decided_at: null,
    approver_id: null,
    rejection_reason: null,
    ...overrides,
  }
}

/** Different for most ids, alike for some, so that an order by it has ties. */
const updatedAt = (id: string) => `2026-05-${day(id.length)}T09:00:00Z`

function decided(status: string): Row {
  if (status === 'DRAFT') return { submitted_at: null, submitted_by: null }
  if (status === 'SUBMITTED') return {}
  const approval = { decided_at: '2026-01-12T09:00:00Z', approver_id: 'wrk_pm' }
  return status === 'REJECTED' ? { ...approval, rejection_reason: 'Wrong week' } : approval
}
