import { StepFailure } from '../failure.ts'
import type { StaffingAnswer } from '../graph/answers.ts'
import type { StepContext } from './step.ts'

/** What PSA knows about the people of the project. @throws StepFailure when PSA has lost the project. */
export async function readStaffing({ run, graph, resultOf }: StepContext): Promise<StaffingAnswer> {
  const { projectId } = resultOf('H09')
  const { project } = await graph.run('ReadStaffing', { id: projectId }, { system: 'PSA', correlationId: run.correlationId })
  if (project?.staffing != null) return { staffing: project.staffing, kickoff: project.kickoff }
  throw new StepFailure({
    code: 'PROJECT_MISSING',
    category: 'MASTER_DATA',
    message: 'PSA does not have the project any more.',
    system: 'PSA',
  })
}
