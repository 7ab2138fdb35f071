import type { WorkerSkillResolvers } from '../schema.generated.ts'

export const WorkerSkill: WorkerSkillResolvers = {
  async skill({ skillId }, _, { skills }) {
    const skill = await skills.byId(skillId)
    if (skill === null) throw new Error(`skill ${skillId} is referred to and cannot be read`)
    return skill
  },
}
