/** System and name under which the idempotency ledgers note what the workers ask for, by the operation of the document. */
const NOTED_AS: Readonly<Record<string, string>> = {
  ArchiveDocumentFolder: 'crm.archiveDocumentFolder',
  LinkProject: 'crm.linkProject',
  OpenDocumentFolder: 'crm.openDocumentFolder',
  RecordContractApproval: 'crm.recordContractApproval',
  ReopenContractReview: 'crm.reopenContractReview',
  SubmitContractForReview: 'crm.submitContractForReview',
  UnlinkProject: 'crm.unlinkProject',
  CancelBillingSchedule: 'erp.cancelBillingSchedule',
  CreateBillingSchedule: 'erp.createBillingSchedule',
  CreateErpProject: 'erp.createErpProject',
  DeactivateCustomerMaster: 'erp.deactivateCustomerMaster',
  ReviseBudget: 'erp.reviseBudget',
  SetProjectFinancialStatus: 'erp.setFinancialStatus',
  SupersedeBudget: 'erp.supersedeBudget',
  UpsertCustomerMaster: 'erp.upsertCustomerMaster',
  CancelRequisition: 'procurement.cancelRequisition',
  CreateRequisition: 'procurement.createRequisition',
  SubmitRequisition: 'procurement.submitRequisition',
  CancelStaffingRequests: 'psa.cancelStaffingRequests',
  CreatePsaProject: 'psa.createPsaProject',
  CreateStaffingRequests: 'psa.createStaffingRequests',
  SetProjectStatus: 'psa.setProjectStatus',
}

/** Name of a write in the ledgers. An operation that nobody entered above is found in none, so it counts as lost, loudly. */
export const notedAs = (operation: string, key: string): string => `${NOTED_AS[operation] ?? operation} ${key}`
