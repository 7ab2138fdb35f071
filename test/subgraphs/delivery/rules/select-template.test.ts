import { describe, expect, it } from '@jest/globals'
import { Decimal } from 'decimal.js'
import { money } from '../../../../contracts/wire/values.ts'
import { selectTemplate, type TemplateQuestion } from '../../../../subgraphs/delivery/rules/select-template.ts'
import { PROJECT_TEMPLATES } from '../../../../subgraphs/delivery/rules/templates.ts'

const question = (change: Partial<TemplateQuestion> = {}): TemplateQuestion => ({
  serviceType: 'SOFTWARE_IMPLEMENTATION',
  region: 'NA',
  pricingModel: 'MILESTONE',
  value: money('500000', 'USD'),
  ...change,
})

describe('selectTemplate', () => {
  it.each([
    ['149999.99', 'USD', 'IMPL-LITE'],
    ['150000', 'USD', 'IMPL-STD'],
    ['999999.99', 'USD', 'IMPL-STD'],
    ['1000000', 'USD', 'IMPL-ENT'],
    ['150000', 'EUR', 'IMPL-STD'],
    ['10000000', 'INR', 'IMPL-LITE'],
  ])('takes the implementation template of the value band: %s %s', (amount, code, expected) => {
    expect(selectTemplate(question({ value: money(amount, code) }))?.code).toBe(expected)
  })

  it.each([
    ['MANAGED_SERVICES', 'MSV-STD'],
    ['STRATEGIC_ADVISORY', 'ADV-STD'],
    ['CUSTOM_DEVELOPMENT', 'DEV-AGILE'],
    ['STAFF_AUGMENTATION', 'STAFF-AUG'],
    ['TRAINING', 'TRAIN-STD'],
  ] as const)('takes the template of the engagement: %s', (serviceType, expected) => {
    expect(selectTemplate(question({ serviceType }))?.code).toBe(expected)
  })

  it('prefers region over commercial model over value range, then the newest, then the alphabet', () => {
    const [base] = PROJECT_TEMPLATES.filter(({ code }) => code === 'STAFF-AUG')
    if (base === undefined) throw new Error('no base')
    const ask = question({ serviceType: 'STAFF_AUGMENTATION' })
    const ranged = { ...base, code: 'RANGE', valueFrom: '1' }
    const priced = { ...base, code: 'PRICED', pricingModels: ['MILESTONE'] } as const
    const regional = { ...base, code: 'REGION', regions: ['NA'] } as const
    const elsewhere = { ...base, code: 'ELSEWHERE', regions: ['IND'], pricingModels: ['MILESTONE'], valueFrom: '1' } as const

    expect(selectTemplate(ask, [base, ranged, priced, regional, elsewhere])?.code).toBe('REGION')
    expect(selectTemplate(ask, [base, ranged, priced])?.code).toBe('PRICED')
    expect(selectTemplate(ask, [base, ranged])?.code).toBe('RANGE')
    expect(selectTemplate(ask, [base, { ...base, version: 2 }])?.version).toBe(2)
    expect(
      selectTemplate(ask, [
        { ...base, code: 'B' },
        { ...base, code: 'A' },
      ])?.code,
    ).toBe('A')
    expect(selectTemplate(ask, [elsewhere])).toBeNull()
  })
})

describe('project templates', () => {
  it.each(PROJECT_TEMPLATES)(
    '$code adds up: phases to the whole, billed shares to the whole or to nothing',
    ({ phases, milestones }) => {
      const sum = (shares: readonly string[]) => shares.reduce((total, share) => total.plus(share), new Decimal(0)).toNumber()

      expect(sum(phases.map(({ share }) => share))).toBe(1)
      expect([0, 1]).toContain(sum(milestones.map(({ billableShare }) => billableShare)))
      for (const { tasks } of phases) expect(tasks.length).toBeGreaterThan(0)
      for (const { offset } of milestones) expect(Number(offset)).toBeGreaterThan(0)
    },
  )
})
