import type { Workflow } from '../engine/port.ts'
import { openHandoff } from '../steps/h01-open-handoff.ts'
import { checkCompleteness } from '../steps/h02-contract-completeness.ts'
import { ensureCustomerMaster } from '../steps/h03-client-master.ts'
import { askLegal } from '../steps/h05-legal-approval.ts'
import { askFinance } from '../steps/h06-finance-approval.ts'
import { approveContract } from '../steps/h08-approve-contract.ts'
import { reserveProject } from '../steps/h09-reserve-project.ts'
import { createErpProject } from '../steps/h10-erp-project.ts'
import { setBudgetAndSchedule } from '../steps/h11-budget-and-schedule.ts'
import { createPsaProject } from '../steps/h12-psa-project.ts'
import { verifyReadBack } from '../steps/h13-read-back.ts'
import type { RunInput } from './journal.ts'
import type { StepTools } from './run-step.ts'
import { createWorkflow } from './run-workflow.ts'
import { SOW_TO_PROJECT_V1 } from './sow-to-project.ts'

/** Code of the steps; a step of two versions is listed once. */
export const STEPS = [
  openHandoff,
  checkCompleteness,
  ensureCustomerMaster,
  askLegal,
  askFinance,
  approveContract,
  reserveProject,
  createErpProject,
  setBudgetAndSchedule,
  createPsaProject,
  verifyReadBack,
] as const

/** Every version that a worker can execute. An old version leaves the list when its last run has ended. */
export function registeredWorkflows(tools: StepTools): readonly Workflow<RunInput>[] {
  return [createWorkflow(SOW_TO_PROJECT_V1, STEPS, tools)]
}
