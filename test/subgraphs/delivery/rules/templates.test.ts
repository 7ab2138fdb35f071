import { describe, expect, it } from '@jest/globals'
import { Decimal } from 'decimal.js'
import { PRACTICES, ROLES } from '../../../../scripts/seed/model/firm.ts'
import { SEED_COUNTS } from '../../../../scripts/seed/sizes.ts'
import { skillRow } from '../../../../scripts/seed/tables/hr.ts'
import { PROJECT_TEMPLATES } from '../../../../subgraphs/delivery/rules/templates.ts'

const sum = (shares: readonly string[]) => shares.reduce((total, share) => total.plus(share), new Decimal(0)).toNumber()
const named = (code: string) => {
  const template = PROJECT_TEMPLATES.find((each) => each.code === code)
  if (template === undefined) throw new Error(`no template ${code}`)
  return template
}

describe('project templates', () => {
  it.each(PROJECT_TEMPLATES)(
    '$code adds up: phases and seats to the whole, billed shares to the whole or to nothing',
    ({ phases, milestones, roles }) => {
      expect(sum(phases.map(({ share }) => share))).toBe(1)
      expect(sum(roles.map(({ share }) => share))).toBe(1)
      expect([0, 1]).toContain(sum(milestones.map(({ billableShare }) => billableShare)))
      for (const { tasks } of phases) expect(tasks.length).toBeGreaterThan(0)
      for (const { offset } of milestones) expect(Number(offset)).toBeGreaterThan(0)
    },
  )

  it.each(PROJECT_TEMPLATES)('$code can be staffed by the firm of the example data', ({ practice, roles, kickoffChecklist }) => {
    const grades = new Map(ROLES.map(({ name, grade }) => [name, grade]))
    const catalogue = Array.from({ length: SEED_COUNTS.dev.skills }, (_, index) => skillRow(index + 1).id)

    expect(PRACTICES).toContain(practice)
    expect(new Set(roles.map(({ key }) => key)).size).toBe(roles.length)
    expect(roles.some(({ mandatoryForKickoff }) => mandatoryForKickoff)).toBe(true)
    // Every sale may be made with subcontractors, and none of them may have the first say on a project.
    expect(roles.filter(({ sourcing }) => sourcing === 'SUBCONTRACTOR').map((role) => role.mandatoryForKickoff)).toEqual([false])
    expect(kickoffChecklist.length).toBeGreaterThan(0)
    for (const { role, grade, skills, allocation } of roles) {
      expect(grades.get(role)).toBe(grade)
      expect(Number(allocation) > 0 && Number(allocation) <= 1).toBe(true)
      for (const { skillCode, minimumLevel } of skills) {
        expect(catalogue).toContain(skillCode)
        expect([1, 2, 3, 4, 5]).toContain(minimumLevel)
      }
    }
  })

  it('have a code of their own', () => {
    expect(new Set(PROJECT_TEMPLATES.map(({ code }) => code)).size).toBe(PROJECT_TEMPLATES.length)
  })

  it('give each of three engagements other tasks and milestones', () => {
    const shapes = ['MSV-STD', 'IMPL-STD', 'ADV-STD'].map(named)

    expect(new Set(shapes.map(({ phases }) => phases.flatMap(({ tasks }) => tasks).join())).size).toBe(3)
    expect(new Set(shapes.map(({ milestones }) => milestones.map(({ name }) => name).join())).size).toBe(3)
  })

  it.each([
    ['IMPL-STD-DE', 'Works-council note', null],
    ['IMPL-STD-IN', 'Place of supply and service code for GST', null],
    ['IMPL-STD-BR', 'Billing events with evidence for the service invoice', 'ON_EVENT'],
  ])('%s adds to its family and takes nothing away', (code, task, billingFrequency) => {
    const family = named('IMPL-STD')
    const variant = named(code)

    expect(variant.phases[0]?.tasks).toEqual([task, ...(family.phases[0]?.tasks ?? [])])
    expect(variant.kickoffChecklist.slice(0, -1)).toEqual(family.kickoffChecklist)
    expect(variant.billingFrequency).toBe(billingFrequency)
    expect({ ...variant, ...family }).toEqual(family)
  })
})
