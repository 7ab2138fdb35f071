import type { PsaContext } from '../context.ts'
import type { Project } from '../port.ts'

/**
 * The project of a record that cannot exist without one (a foreign key of the schema says so). Null when the row rule shows the
 * record and not its project: a past booking of a subcontractor's worker, for example.
 */
export function projectOf(
  { projectId }: { readonly projectId: string },
  _: object,
  { projects }: PsaContext,
): Promise<Project | null> {
  return projects.byId(projectId)
}
