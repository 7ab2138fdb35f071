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
