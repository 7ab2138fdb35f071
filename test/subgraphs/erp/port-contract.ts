import { afterAll, beforeAll, describe } from '@jest/globals'
import type { Row } from '../../../scripts/seed/load-rows.ts'
import { describeReader } from '../../support/reader-contract.ts'
import { partnerOf } from '../../support/row-contract.ts'
import { personWith } from '../../support/subgraph-client.ts'
import { describeCustomerWrites } from './customer-contract.ts'
import { charge, costCenter, customer, invoice, legalEntity, project } from './fixture.ts'
import { describeLedger } from './ledger-contract.ts'
import type { OpenedErp } from './opened-erp.ts'
import { describePlanningWrites } from './planning-contract.ts'
import { describeProjectWrites } from './project-contract.ts'

const CLIENT_ONE = partnerOf('CLIENT', { accountIds: ['acc_one'] })
const CLIENT_TWO = partnerOf('CLIENT', { accountIds: ['acc_two'] })
const headOf = (...regions: readonly string[]) =>
  personWith(['erp:read', 'erp:financials:read'], { roles: ['region_head'], regions })
const SENT = ['SENT', 'DISPUTED', 'PARTIALLY_PAID', 'PAID']

/** What every adapter of the ERP promises. `open` gives a fresh system; reading is tested before anything is written. */
export function describeErpPort(name: string, open: () => Promise<OpenedErp>): void {
  describe(`ERP port on ${name}`, () => {
    let opened: OpenedErp
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    const stored = (table: string, row: (id: string) => Row) => ({
      allIds: () => opened.idsOf(table),
      insert: (id: string) => opened.store(table, [row(id)]),
    })

    describeReader('legal entities', {
      reader: () => opened.system.legalEntities,
      ...stored('erp.legal_entity', (id) => legalEntity(id, { code: id })),
      keys: {},
      viewers: [{ title: 'a client', principal: CLIENT_TWO, sees: ({ id }) => id === 'len_de01' || id === 'len_us01' }],
      orders: {},
      filters: [
        { filter: { region: 'DACH' }, matches: ({ region }) => region === 'DACH' },
        { filter: { active: false }, matches: ({ active }) => !active },
        { filter: { region: 'DACH', active: true }, matches: ({ region, active }) => region === 'DACH' && active },
      ],
    })
    describeReader('cost centres', {
      reader: () => opened.system.costCenters,
      ...stored('erp.cost_center', (id) => costCenter(id, { code: id })),
      keys: {},
      orders: {},
      filters: [{ filter: { legalEntityId: 'len_us01' }, matches: ({ legalEntityId }) => legalEntityId === 'len_us01' }],
    })
    describeReader('customers', {
      reader: () => opened.system.customers,
      ...stored('erp.customer', (id) => customer(id, {})),
      keys: {},
      orders: {},
    })
    describeReader('projects', {
      reader: () => opened.system.projects,
      ...stored('erp.project', (id) => project(id, {})),
      keys: {},
      viewers: [{ title: 'a client', principal: CLIENT_TWO, sees: ({ accountId }) => accountId === 'acc_two' }],
      orders: {},
    })
    describeReader('budgets', {
      reader: () => opened.system.budgets,
      allIds: () => opened.idsOf('erp.budget'),
      keys: { projectId: ({ projectId }) => projectId },
      orders: {},
    })
    describeReader('billing schedule lines', {
      reader: () => opened.system.scheduleLines,
      allIds: () => opened.idsOf('erp.billing_schedule_line'),
      keys: { projectId: ({ projectId }) => projectId },
      viewers: [{ title: 'a client', principal: CLIENT_TWO, sees: ({ projectId }) => projectId === 'prj_open' }],
      orders: {},
    })
    describeReader('charges', {
      reader: () => opened.system.charges,
      ...stored('erp.charge', (id) => charge(id, {})),
      keys: { projectId: ({ projectId }) => projectId, milestoneId: ({ milestoneId }) => milestoneId },
      viewers: [{ title: 'a client', principal: CLIENT_ONE, sees: ({ stage }) => stage === 'BILLED' }],
      orders: { SERVICE_DATE: ({ serviceDate }) => serviceDate },
      filters: [
        { filter: { projectIds: ['prj_used', 'prj_none'] }, matches: ({ projectId }) => projectId === 'prj_used' },
        { filter: { stage: ['HOLD', 'BILLED'] }, matches: ({ stage }) => stage === 'HOLD' || stage === 'BILLED' },
        { filter: { type: ['MILESTONE'] }, matches: ({ type }) => type === 'MILESTONE' },
        {
          filter: { serviceDate: { from: '2026-01-31', to: '2026-03-02' } as never },
          matches: ({ serviceDate }) => serviceDate <= '2026-03-02',
        },
      ],
    })
    describeReader('invoices', {
      reader: () => opened.system.invoices,
      ...stored('erp.invoice', (id) => invoice(id, { number: id })),
      keys: { projectId: ({ projectId }) => projectId, accountId: ({ accountId }) => accountId },
      viewers: [
        {
          title: 'a client',
          principal: CLIENT_ONE,
          sees: ({ accountId, status }) => accountId === 'acc_one' && SENT.includes(status),
        },
        { title: 'a region head', principal: headOf('NA', 'LATAM'), sees: ({ legalEntityId }) => legalEntityId === 'len_us01' },
      ],
      orders: {
        ISSUE_DATE: ({ issueDate }) => issueDate ?? '9999-12-31',
        DUE_DATE: ({ dueDate }) => dueDate ?? '9999-12-31',
      },
      filters: [
        { filter: { ids: ['inv_now', 'inv_late', 'inv_none'] }, matches: ({ id }) => id === 'inv_now' || id === 'inv_late' },
        { filter: { accountIds: ['acc_two'] }, matches: ({ accountId }) => accountId === 'acc_two' },
        { filter: { projectIds: ['prj_used'] }, matches: ({ projectId }) => projectId === 'prj_used' },
        { filter: { status: ['DRAFT', 'PAID'] }, matches: ({ status }) => status === 'DRAFT' || status === 'PAID' },
        {
          filter: { issued: { from: '2026-01-01', to: '2026-01-31' } as never },
          matches: ({ issueDate }) => issueDate === '2026-01-31',
        },
        { filter: { overdue: true }, matches: ({ id }) => OVERDUE.has(id) },
        { filter: { overdue: false }, matches: ({ id }) => !OVERDUE.has(id) },
      ],
    })

    describeLedger(() => opened)
    describeCustomerWrites(() => opened)
    describeProjectWrites(() => opened)
    describePlanningWrites(() => opened)
  })
}

/** Open after 2026-05-14; not the draft, the paid one, the credit note, and the one that is due in another century. */
const OVERDUE = new Set(['inv_late', 'inv_dollar', 'inv_0'])
