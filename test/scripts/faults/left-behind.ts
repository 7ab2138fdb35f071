import pg from 'pg'
import { loadRows, type Row } from '../../../scripts/seed/load-rows.ts'
import { erpFixture } from '../../subgraphs/erp/fixture.ts'
import { requisition } from '../../subgraphs/procurement/fixture.ts'
import { assignment, phase, psaFixture, staffingRequest } from '../../subgraphs/psa/fixture.ts'

/** What a handoff leaves in the systems, row by row, so that a test can plant a fault in it. */
export interface LeftBehind {
  readonly customer: Row
  readonly erpProjects: readonly Row[]
  readonly budgets: readonly Row[]
  readonly scheduleLines: readonly Row[]
  readonly psaProjects: readonly Row[]
  readonly phases: readonly Row[]
  readonly staffingRequests: readonly Row[]
  readonly bookings: readonly Row[]
  readonly folders: readonly Row[]
  readonly requisitions: readonly Row[]
  /** Keys that the systems noted. */
  readonly keys: readonly string[]
}

const rowOf = (rows: readonly Row[] | undefined, id: string): Row => {
  const row = rows?.find((each) => each.id === id)
  if (row === undefined) throw new Error(`the fixture has no ${id}`)
  return row
}

/** A completed handoff as it should be. */
export function completed(token: string): LeftBehind {
  const erp = erpFixture()
  const projectId = `prj_${token}`
  const { currency } = rowOf(erp['erp.project'], 'prj_one')
  return {
    customer: {
      ...rowOf(erp['erp.customer'], 'acc_two'),
      id: `acc_${token}`,
      erp_customer_number: `C-${token}`,
      tax_number: null,
    },
    erpProjects: [erpProject(token, projectId)],
    budgets: [{ ...(erp['erp.budget']?.[0] as Row), id: `bud_${token}`, project_id: projectId, version: 1, status: 'APPROVED' }],
    scheduleLines: [scheduleLine(token, 1, currency), scheduleLine(token, 2, currency)],
    psaProjects: [psaProject(token, projectId)],
    phases: [1, 2].map((position) => phase(projectId, position)),
    staffingRequests: ['lead', 'consultant'].map((seat) => seatRequest(token, seat)),
    bookings: [booking(token)],
    folders: [{ id: `dfo_${token}`, project_id: projectId, contract_id: `ctr_${token}`, archived_at: null }],
    requisitions: [projectRequisition(token, `req_${token}`)],
    keys: [`ho:opp_${token}:1:H10`],
  }
}

export const erpProject = (token: string, id: string): Row => ({
  ...rowOf(erpFixture()['erp.project'], 'prj_one'),
  id,
  erp_project_number: `E-${id}`,
  account_id: `acc_${token}`,
  contract_id: `ctr_${token}`,
  contract_value: '200.00',
})

export const scheduleLine = (token: string, position: number, currency: unknown): Row => ({
  id: `bsl_${token}${position}`,
  project_id: `prj_${token}`,
  position,
  description: 'Half',
  planned_date: '2026-09-01',
  milestone_id: null,
  amount: '100.00',
  currency,
  status: 'PLANNED',
  invoice_id: null,
})

export const psaProject = (token: string, id: string): Row => ({
  ...rowOf(psaFixture(0)['psa.project'], 'prj_running'),
  id,
  code: `DE01-${id}`,
  account_id: `acc_${token}`,
})

/** Half of the effort of the two phases. */
export const seatRequest = (token: string, seat: string): Row =>
  staffingRequest(`stf_${token}${seat}`, `prj_${token}`, { number: `STF-${token}${seat}`, hours: '50.00' })

const booking = (token: string): Row =>
  assignment(`asg_${token}`, `prj_${token}`, { staffing_request_id: `stf_${token}lead`, status: 'CONFIRMED' })

export const projectRequisition = (token: string, id: string): Row =>
  requisition(id, {
    number: `REQ-${id}`,
    project_id: `prj_${token}`,
    status: 'PENDING_APPROVAL',
    submitted_at: '2026-05-26T09:00:00Z',
    supplier_id: null,
  })

/** Enters it; the sale, its contract and the master data are there already. */
export async function leaveBehind(adminUrl: string, token: string, left: LeftBehind): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await loadRows(client, 'erp.customer', [left.customer])
    await loadRows(client, 'erp.project', left.erpProjects)
    await loadRows(client, 'erp.budget', left.budgets)
    await loadRows(client, 'erp.billing_schedule_line', left.scheduleLines)
    await loadRows(client, 'psa.project', left.psaProjects)
    await loadRows(client, 'psa.phase', left.phases)
    await loadRows(client, 'psa.staffing_request', left.staffingRequests)
    await loadRows(client, 'psa.assignment', left.bookings)
    await loadRows(client, 'crm.document_folder', left.folders)
    await loadRows(client, 'procurement.requisition', left.requisitions)
    for (const key of left.keys) {
      await client.query(
        "insert into erp.idempotency_key (caller, operation, key, request_hash) values ('svc_orchestrator', 'createErpProject', $1, '')",
        [key],
      )
    }
    await client.query(
      "update crm.opportunity set stage = 'ACCEPTED', accepted_at = now(), project_id = 'prj_' || $1 where id = 'opp_' || $1",
      [token],
    )
    await client.query(
      "update crm.contract set status = 'APPROVED', approved_at = now(), project_id = 'prj_' || $1 where id = 'ctr_' || $1",
      [token],
    )
  } finally {
    await client.end()
  }
}

/** Legal entities and cost centres, which every ERP project needs. */
export async function enterMasterData(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const rows = erpFixture()
    for (const table of ['erp.legal_entity', 'erp.cost_center']) await loadRows(client, table, rows[table] ?? [])
  } finally {
    await client.end()
  }
}
