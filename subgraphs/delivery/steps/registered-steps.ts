import { openHandoff } from './h01-open-handoff.ts'
import { checkCompleteness } from './h02-contract-completeness.ts'
import { ensureCustomerMaster } from './h03-client-master.ts'
import { askForSuggestion } from './h04-suggestion.ts'
import { askLegal } from './h05-legal-approval.ts'
import { askFinance } from './h06-finance-approval.ts'
import { askTemplate } from './h07-template-approval.ts'
import { approveContract } from './h08-approve-contract.ts'
import { reserveProject } from './h09-reserve-project.ts'
import { createErpProject } from './h10-erp-project.ts'
import { setBudgetAndSchedule } from './h11-budget-and-schedule.ts'
import { createPsaProject } from './h12-psa-project.ts'
import { verifyReadBack } from './h13-read-back.ts'
import { openDocumentFolder } from './h14-document-folder.ts'
import { openCollaborationSpace } from './h15-collaboration-space.ts'
import { requestStaffing } from './h16-staffing-requests.ts'
import { openRequisition } from './h17-subcontractors.ts'
import { awaitStaffing } from './h18-await-staffing.ts'
import { awaitKickoff } from './h19-await-kickoff.ts'
import { handOver } from './h20-finish.ts'
import type { Step } from './step.ts'

/** Code of every step, whichever versions use it. A key is never given to another step. */
const STEPS = [
  openHandoff,
  checkCompleteness,
  ensureCustomerMaster,
  askForSuggestion,
  askLegal,
  askFinance,
  askTemplate,
  approveContract,
  reserveProject,
  createErpProject,
  setBudgetAndSchedule,
  createPsaProject,
  verifyReadBack,
  openDocumentFolder,
  openCollaborationSpace,
  requestStaffing,
  openRequisition,
  awaitStaffing,
  awaitKickoff,
  handOver,
] as const

export const REGISTERED_STEPS: ReadonlyMap<string, Step> = new Map(STEPS.map((step) => [step.key, step as Step]))
