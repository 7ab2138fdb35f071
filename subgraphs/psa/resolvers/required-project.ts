import type { PsaContext } from '../context.ts'
import type { Project } from '../port.ts'

/** The project of a record that cannot exist without one (a foreign key of the schema says so). */
export async function requiredProject(
  { projectId }: { readonly projectId: string },
  _: object,
  { projects }: PsaContext,
): Promise<Project> {
  const project = await projects.byId(projectId)
  if (project === null) throw new Error(`project ${projectId} is referred to and cannot be read`)
  return project
}
