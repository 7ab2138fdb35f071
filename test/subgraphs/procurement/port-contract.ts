import { afterAll, beforeAll, describe } from '@jest/globals'
import type { Row } from '../../../scripts/seed/load-rows.ts'
import { describeReader } from '../../support/reader-contract.ts'
import { partnerOf } from '../../support/row-contract.ts'
import { purchaseOrder, requisition, supplier } from './fixture.ts'
import type { OpenedProcurement } from './opened-procurement.ts'
import { describeRequisitionWrites } from './requisition-contract.ts'

const SUBCONTRACTOR = partnerOf('SUBCONTRACTOR', { supplierIds: ['sup_active'] })

/** What every adapter of procurement promises. `open` gives a fresh system; reading is tested before anything is written. */
export function describeProcurementPort(name: string, open: () => Promise<OpenedProcurement>): void {
  describe(`procurement port on ${name}`, () => {
    let opened: OpenedProcurement
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    const stored = (table: string, row: (id: string, overrides: Row) => Row) => ({
      allIds: () => opened.idsOf(table),
      insert: (id: string) => opened.store(table, [row(id, {})]),
    })

    describeReader('suppliers', {
      reader: () => opened.system.suppliers,
      ...stored('procurement.supplier', supplier),
      keys: {},
      viewers: [{ title: 'a subcontractor', principal: SUBCONTRACTOR, sees: ({ id }) => id === 'sup_active' }],
      orders: {},
      filters: [
        { filter: { ids: ['sup_left', 'sup_nobody'] }, matches: ({ id }) => id === 'sup_left' },
        { filter: { status: ['ACTIVE'] }, matches: ({ status }) => status === 'ACTIVE' },
        {
          filter: { regions: ['DACH', 'APAC'] },
          matches: ({ regions }) => regions.includes('DACH') || regions.includes('APAC'),
        },
        { filter: { preferred: true, status: ['ACTIVE'] }, matches: ({ preferred }) => preferred },
      ],
    })
    describeReader('requisitions', {
      reader: () => opened.system.requisitions,
      ...stored('procurement.requisition', requisition),
      keys: { projectId: ({ projectId }) => projectId },
      orders: {},
      filters: [
        { filter: { projectIds: ['prj_two'] }, matches: ({ projectId }) => projectId === 'prj_two' },
        { filter: { status: ['DRAFT', 'ORDERED'] }, matches: ({ status }) => status === 'DRAFT' || status === 'ORDERED' },
      ],
    })
    describeReader('purchase orders', {
      reader: () => opened.system.purchaseOrders,
      ...stored('procurement.purchase_order', purchaseOrder),
      keys: {
        projectId: ({ projectId }) => projectId,
        supplierId: ({ supplierId }) => supplierId,
        requisitionId: ({ requisitionId }) => requisitionId,
      },
      viewers: [
        {
          title: 'a subcontractor',
          principal: SUBCONTRACTOR,
          sees: ({ supplierId, status }) => supplierId === 'sup_active' && status !== 'DRAFT',
        },
      ],
      orders: {},
      filters: [
        { filter: { ids: ['por_draft', 'por_nobody'] }, matches: ({ id }) => id === 'por_draft' },
        { filter: { supplierIds: ['sup_other'] }, matches: ({ supplierId }) => supplierId === 'sup_other' },
        { filter: { projectIds: ['prj_two'] }, matches: ({ projectId }) => projectId === 'prj_two' },
        { filter: { status: ['ISSUED', 'DRAFT'] }, matches: ({ status }) => status === 'ISSUED' || status === 'DRAFT' },
      ],
    })

    describeRequisitionWrites(() => opened)
  })
}
