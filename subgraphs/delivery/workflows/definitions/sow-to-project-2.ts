import type { WorkflowDefinition } from '../definition.ts'
import { STEP_CATALOGUE as S } from './step-catalogue.ts'

/** From statement of work to a project whose kickoff was held. */
export const SOW_TO_PROJECT_2: WorkflowDefinition = {
  kind: 'SOW_TO_PROJECT',
  version: 2,
  name: 'Statement of work to project',
  processOwnerId: 'wrk_deliveryops',
  changeNote: 'Delivery operations decide on the template; documents, staffing, procurement and kickoff belong to the handoff.',
  groups: [
    [S.H01],
    [S.H02],
    [S.H03],
    [S.H04],
    [S.H05, S.H06],
    [S.H07],
    [S.H08],
    [S.H09],
    [S.H10],
    [S.H11],
    [S.H12],
    [S.H13],
    [S.H14, S.H15],
    [S.H16],
    [S.H17],
    [S.H18],
    [S.H19],
    [S.H20],
  ],
  endsIn: 'COMPLETED',
}
