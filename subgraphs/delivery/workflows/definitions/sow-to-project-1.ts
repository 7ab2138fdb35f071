import type { StepDefinition, WorkflowDefinition } from '../definition.ts'
import { STEP_CATALOGUE as S } from './step-catalogue.ts'

/** The first version ended with the project: H09 chose the template itself, and staffing was nobody's step. */
export const SOW_TO_PROJECT_1: WorkflowDefinition = {
  kind: 'SOW_TO_PROJECT',
  version: 1,
  name: 'Statement of work to project',
  processOwnerId: 'wrk_deliveryops',
  changeNote: 'First version: from acceptance to a project that CRM, ERP and PSA agree on.',
  groups: [
    [S.H01],
    [S.H02],
    [S.H03],
    [S.H05, S.H06],
    [S.H08],
    [withoutTemplateApproval(S.H09)],
    [S.H10],
    [S.H11],
    [S.H12],
    [S.H13],
  ],
  endsIn: 'STAFFING',
}

function withoutTemplateApproval(step: StepDefinition): StepDefinition {
  return { ...step, requiredInputs: step.requiredInputs.filter((key) => key !== 'H07') }
}
