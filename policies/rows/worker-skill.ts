import { defineRowRule } from './define-row-rule.ts'
import { ownId } from './project-bounds.ts'

export const workerSkillRows = defineRowRule({
  entity: 'WorkerSkill',
  attributes: ['worker'],
  because: 'Skills are part of the record of the worker: a consultant sees its own (D1), no partner any (D3).',
  partners: {},
  people: { scopes: ['hr:read'], bound: { consultant: (principal) => [{ worker: ownId(principal) }] } },
})
