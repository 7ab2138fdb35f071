import { ADVISORY } from './templates/advisory.ts'
import { DEVELOPMENT } from './templates/development.ts'
import { IMPLEMENTATION_TEMPLATES } from './templates/implementation.ts'
import { MANAGED_SERVICES } from './templates/managed-services.ts'
import type { ProjectTemplate } from './templates/project-template.ts'
import { withRegionalVariants } from './templates/regional-variants.ts'
import { STAFF_AUGMENTATION } from './templates/staff-augmentation.ts'
import { TRAINING } from './templates/training.ts'

/** All published templates: one family a kind of engagement, each with its regional variants. */
export const PROJECT_TEMPLATES: readonly ProjectTemplate[] = [
  ...IMPLEMENTATION_TEMPLATES,
  MANAGED_SERVICES,
  ADVISORY,
  DEVELOPMENT,
  STAFF_AUGMENTATION,
  TRAINING,
].flatMap(withRegionalVariants)

/** Template with an id as the graph has it, `{code}@{version}`; null when there is none. */
export const templateWithId = (id: string): ProjectTemplate | null =>
  PROJECT_TEMPLATES.find(({ code, version }) => `${code}@${version}` === id) ?? null

/** What may be delivered: of an engagement type, in a region; null for all. In alphabetical order of the codes. */
export function templatesFor({
  serviceType,
  region,
}: {
  readonly serviceType: ProjectTemplate['serviceType'] | null
  readonly region: ProjectTemplate['regions'][number] | null
}): readonly ProjectTemplate[] {
  return PROJECT_TEMPLATES.filter(
    (template) =>
      (serviceType === null || template.serviceType === serviceType) &&
      (region === null || template.regions.length === 0 || template.regions.includes(region)),
  ).toSorted((a, b) => (a.code < b.code ? -1 : 1))
}
