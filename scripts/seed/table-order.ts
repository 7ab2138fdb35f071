import type { Row } from './load-rows.ts'

/** Every table that example data is loaded into; a table comes after those that its foreign keys point to. */
export const TABLE_ORDER = [
  'erp.legal_entity',
  'erp.cost_center',
  'crm.account',
  'crm.contact',
  'crm.opportunity',
  'crm.contract',
  'hr.worker',
  'hr.cost_rate',
  'hr.skill',
  'hr.worker_skill',
  'procurement.supplier',
  'erp.customer',
  'erp.project',
  'erp.budget',
  'erp.invoice',
  'erp.billing_schedule_line',
  'erp.charge',
  'erp.posting',
  'psa.project',
  'psa.phase',
  'psa.task',
  'psa.milestone',
  'psa.assignment',
  'psa.timecard',
  'procurement.requisition',
  'procurement.purchase_order',
  'delivery.handoff',
  'delivery.workflow_run',
  'delivery.workflow_step',
  'delivery.approval',
  'delivery.handoff_event',
  'delivery.project_stage',
  'delivery.project_reservation',
  'erp.number_series',
  'procurement.number_series',
] as const
export type SeededTable = (typeof TABLE_ORDER)[number]

/** Rows by their table. */
export type SeededRows = Readonly<Partial<Record<SeededTable, readonly Row[]>>>
