import type { SkillResolvers } from '../schema.generated.ts'

export const Skill: SkillResolvers = {
  __resolveReference: ({ code }, { skills }) => skills.byId(code),
  code: ({ id }) => id,
}
