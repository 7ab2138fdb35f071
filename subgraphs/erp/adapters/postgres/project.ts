import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn } from '../../../shared/postgres/table.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { ErpSystem, FinancialProject, FinancialProjectDraft, NoFilter, ProjectAction } from '../../port.ts'
import { invalid } from '../../rules/amount.ts'
import { checkFinancialProject } from '../../rules/financial-project.ts'
import { parentsFirst } from '../../rules/wbs.ts'
import type { CustomerStatus } from '../../states.ts'
import { cancelBillingSchedule, createBillingSchedule } from './billing-schedule.ts'
import { reviseBudget, supersedeBudget } from './budget.ts'
import { setFinancialStatus } from './financial-status.ts'
import { type LockedProject, lockProject } from './locked-project.ts'
import { nextNumber } from './number-series.ts'

const table = defineTable<FinancialProject, NoFilter, never, never>({
  from: 'erp.project',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    erpProjectNumber: column('erp_project_number'),
    accountId: column('account_id'),
    contractId: column('contract_id'),
    legalEntityId: column('legal_entity_id'),
    costCenterId: column('cost_center_id'),
    financialStatus: column('financial_status'),
    financialStatusReason: column('financial_status_reason'),
    billingType: column('billing_type'),
    pricingModel: column('pricing_model'),
    billingFrequency: column('billing_frequency'),
    notToExceed: moneyColumn('not_to_exceed'),
    contractValue: moneyColumn('contract_value'),
    wbs: column('wbs'),
  },
  keys: {},
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('FinancialProject'), {}),
})

export function createProjects(db: Database): ErpSystem['projects'] {
  const reader = createReader(db, table)
  const write = createWriter(db, 'erp')
  return {
    ...reader,
    create: (draft, options, call) =>
      write({ operation: 'createErpProject', input: draft, options, call, on: [] }, reader, (transaction) =>
        create(transaction, draft),
      ),
    act: (id, action, options, call) => {
      const on = [{ source: reader.source, id, missing: NO_PROJECT }]
      return write(
        { operation: action.kind, input: { id, action, ...options }, options, call, on },
        reader,
        async (transaction) => {
          const project = await lockProject(transaction, id)
          if (project === null) return refuse(NO_PROJECT)
          if (options.ifRevision != null && options.ifRevision !== project.revision) {
            const message = 'The project changed since it was read.'
            return refuse({ code: 'CONFLICT', message, currentRevision: project.revision })
          }
          const outcome = await perform(transaction, project, action)
          if (outcome.ok) {
            await sql`update erp.project set revision = revision + 1, updated_at = now() where id = ${id}`.execute(transaction)
          }
          return outcome
        },
      )
    },
  }
}

const NO_PROJECT: WriteError = {
  code: 'NOT_FOUND',
  message: 'The project is not set up in ERP.',
  field: ['input', 'projectId'],
}

/** What plans future billing; a closed project has none. Undoing it stays possible. */
const PLANS_AHEAD: ReadonlySet<ProjectAction['kind']> = new Set<ProjectAction['kind']>(['reviseBudget', 'createBillingSchedule'])

async function perform(transaction: Database, project: LockedProject, action: ProjectAction): Promise<Outcome> {
  if (project.financialStatus === 'CLOSED' && PLANS_AHEAD.has(action.kind)) {
    return refuse({ code: 'INVALID_STATE', message: 'The project is closed.', currentState: 'CLOSED', allowedStates: [] })
  }
  switch (action.kind) {
    case 'setFinancialStatus':
      return setFinancialStatus(transaction, project, action)
    case 'reviseBudget':
      return reviseBudget(transaction, project, action)
    case 'supersedeBudget':
      return supersedeBudget(transaction, project, action)
    case 'createBillingSchedule':
      return createBillingSchedule(transaction, project, action)
    case 'cancelBillingSchedule':
      return cancelBillingSchedule(transaction, project)
  }
}

async function create(transaction: Database, draft: FinancialProjectDraft): Promise<Outcome> {
  const faults = checkFinancialProject(draft)
  if (faults.length > 0) return refuse(...faults)
  const { id, accountId, legalEntityId, contractValue } = draft

  // The customer stays as it is until the project is written, so that nobody takes it out of use in between.
  const customers = await sql<{
    status: CustomerStatus
  }>`select status from erp.customer where id = ${accountId} for share`.execute(transaction)
  const { rows } =
    await sql<Surroundings>`select e.code as entity, e.active, c.id as "costCenterId", c.active as "costCenterActive"
    from (select) as one left join erp.legal_entity e on e.id = ${legalEntityId}
    left join erp.cost_center c on c.legal_entity_id = e.id and c.code = ${draft.costCenterCode}`.execute(transaction)
  const surroundings = rows[0] as Surroundings // one row, left joins
  const findings = checkSurroundings(surroundings, customers.rows[0]?.status ?? null)
  if (findings.length > 0) return refuse(...findings)

  const number = await nextNumber(transaction, `project ${surroundings.entity}`)
  const inserted = await sql`insert into erp.project
      (id, erp_project_number, account_id, contract_id, legal_entity_id, cost_center_id, financial_status, billing_type,
        pricing_model, billing_frequency, not_to_exceed, contract_value, currency, wbs)
    values (${id}, ${`${surroundings.entity}-P${String(number).padStart(5, '0')}`}, ${accountId}, ${draft.contractId},
      ${legalEntityId}, ${surroundings.costCenterId}, 'PLANNED', ${draft.billingType}, ${draft.pricingModel},
      ${draft.billingFrequency}, ${draft.notToExceed?.amount ?? null}, ${contractValue.amount}, ${contractValue.currency},
      ${JSON.stringify(parentsFirst(draft.wbs))}::jsonb)
    on conflict (id) do nothing returning id`.execute(transaction)
  if (inserted.rows.length > 0) return { ok: true, id }
  return refuse({ code: 'CONFLICT', message: 'The project is set up in ERP already.', currentRevision: null })
}

/** Records that a new project refers to; null where there is none. */
interface Surroundings {
  readonly entity: string | null
  readonly active: boolean | null
  readonly costCenterId: string | null
  readonly costCenterActive: boolean | null
}

function checkSurroundings(found: Surroundings, customer: CustomerStatus | null): readonly WriteError[] {
  const entityField = ['input', 'legalEntityId']
  const costCenterField = ['input', 'costCenterCode']
  const findings: WriteError[] = []
  if (customer !== 'VALID') {
    findings.push(invalid('CUSTOMER_NOT_VALID', 'The account needs a valid customer master record.', ['input', 'accountId']))
  }
  if (found.entity === null) {
    findings.push({ code: 'NOT_FOUND', message: 'The legal entity does not exist.', field: entityField })
  } else if (found.active !== true) {
    findings.push(invalid('LEGAL_ENTITY_INACTIVE', 'The legal entity opens no new projects.', entityField))
  } else if (found.costCenterId === null) {
    findings.push(invalid('COST_CENTER_FOREIGN', 'The legal entity has no cost centre with this code.', costCenterField))
  } else if (found.costCenterActive !== true) {
    findings.push(invalid('COST_CENTER_INACTIVE', 'The cost centre is not in use any more.', costCenterField))
  }
  return findings
}
