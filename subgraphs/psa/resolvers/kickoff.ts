import { findUndoneItems } from '../rules/kickoff-checklist.ts'
import type { KickoffResolvers } from '../schema.generated.ts'

export const Kickoff: KickoffResolvers = {
  checklistComplete: ({ checklist }) => findUndoneItems(checklist).length === 0,
}
