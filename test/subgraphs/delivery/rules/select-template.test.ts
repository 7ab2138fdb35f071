import { describe, expect, it } from '@jest/globals'
import { dateText, money } from '../../../../contracts/wire/values.ts'
import { selectTemplate, type TemplateQuestion } from '../../../../subgraphs/delivery/rules/select-template.ts'
import type { ProjectTemplate } from '../../../../subgraphs/delivery/rules/templates/project-template.ts'
import { STAFF_AUGMENTATION } from '../../../../subgraphs/delivery/rules/templates/staff-augmentation.ts'

const question = (change: Partial<TemplateQuestion> = {}): TemplateQuestion => ({
  serviceType: 'SOFTWARE_IMPLEMENTATION',
  region: 'NA',
  pricingModel: 'MILESTONE',
  value: money('500000', 'USD'),
  accountId: 'acc_1',
  ...change,
})
const codeOf = (asked: TemplateQuestion, templates?: readonly ProjectTemplate[]) =>
  selectTemplate(asked, templates)?.template.code ?? null

const base = STAFF_AUGMENTATION
const ask = question({ serviceType: 'STAFF_AUGMENTATION' })
const client = { ...base, code: 'CLIENT', accountId: 'acc_1' }
const terms = { ...base, code: 'TERMS', regions: ['NA'], pricingModels: ['MILESTONE'] } as const
const ranged = { ...base, code: 'RANGED', regions: ['NA'], valueFrom: '1' } as const
const regional = { ...base, code: 'REGIONAL', regions: ['NA'] } as const

describe('selectTemplate', () => {
  it.each([
    ['149999.99', 'USD', 'IMPL-LITE'],
    ['150000', 'USD', 'IMPL-STD'],
    ['999999.99', 'USD', 'IMPL-STD'],
    ['1000000', 'USD', 'IMPL-ENT'],
    ['150000', 'EUR', 'IMPL-STD'],
    ['10000000', 'INR', 'IMPL-LITE'],
  ])('takes the implementation template of the value band: %s %s', (amount, code, expected) => {
    expect(codeOf(question({ value: money(amount, code) }))).toBe(expected)
  })

  it.each([
    ['MANAGED_SERVICES', 'MSV-STD'],
    ['STRATEGIC_ADVISORY', 'ADV-STD'],
    ['CUSTOM_DEVELOPMENT', 'DEV-AGILE'],
    ['STAFF_AUGMENTATION', 'STAFF-AUG'],
    ['TRAINING', 'TRAIN-STD'],
  ] as const)('takes the template of the engagement: %s', (serviceType, expected) => {
    expect(codeOf(question({ serviceType }))).toBe(expected)
  })

  it.each([
    ['DACH', 'IMPL-STD-DE'],
    ['IND', 'IMPL-STD-IN'],
    ['LATAM', 'IMPL-STD-BR'],
    ['UKI', 'IMPL-STD'],
    ['APAC', 'IMPL-STD'],
  ] as const)('takes the variant of the region, where there is one: %s', (region, expected) => {
    expect(codeOf(question({ region }))).toBe(expected)
  })

  it('prefers the client, then region with terms, then the region, then everybody', () => {
    expect(codeOf(ask, [base, regional, ranged, terms, client])).toBe('CLIENT')
    expect(codeOf(ask, [base, regional, ranged, terms])).toBe('TERMS')
    expect(codeOf(ask, [base, regional, ranged])).toBe('RANGED')
    expect(codeOf(ask, [base, regional])).toBe('REGIONAL')
    expect(codeOf(ask, [base])).toBe('STAFF-AUG')
    expect(codeOf({ ...ask, accountId: 'acc_2' }, [client])).toBeNull()
    expect(codeOf({ ...ask, region: 'IND' }, [regional, ranged, terms])).toBeNull()
  })

  it('takes the newest published of equal templates, then the newest version, then the first in the alphabet', () => {
    const newer = { ...base, code: 'Z', publishedOn: dateText('2026-01-01') }

    expect(codeOf(ask, [base, newer])).toBe('Z')
    expect(selectTemplate(ask, [{ ...base, version: 2 }, base])?.template.version).toBe(2)
    const b = { ...base, code: 'B' }
    expect(codeOf(ask, [b, { ...base, code: 'A' }])).toBe('A')
  })

  it('shows which rules matched, on which conditions, and why the others lost', () => {
    const old = { ...regional, code: 'OLD', publishedOn: dateText('2024-01-01') }
    const twin = { ...terms, code: 'TWIN' }

    const selection = selectTemplate(ask, [base, old, regional, ranged, twin, terms])

    expect(selection?.matched.map(({ priority, rule }) => [priority, rule])).toEqual([
      [2, 'REGION_AND_TERMS'],
      [3, 'REGION'],
      [4, 'EVERYWHERE'],
    ])
    const [first, second, third] = selection?.matched.map(({ candidates }) => candidates) ?? []
    expect(first).toEqual([
      {
        templateCode: 'TERMS',
        templateVersion: 1,
        conditions: ['serviceType', 'region', 'pricingModel'],
        outcome: 'CHOSEN',
      },
      {
        templateCode: 'TWIN',
        templateVersion: 1,
        conditions: ['serviceType', 'region', 'pricingModel'],
        outcome: 'LATER_IN_ALPHABET',
      },
      { templateCode: 'RANGED', templateVersion: 1, conditions: ['serviceType', 'region', 'value'], outcome: 'FEWER_CONDITIONS' },
    ])
    expect(second?.map(({ templateCode, outcome }) => [templateCode, outcome])).toEqual([
      ['REGIONAL', 'LOWER_PRIORITY'],
      ['OLD', 'LOWER_PRIORITY'],
    ])
    expect(third?.map(({ outcome }) => outcome)).toEqual(['LOWER_PRIORITY'])
    expect(selection?.matched[0]?.explanation).toContain('TERMS v1 by serviceType, region, pricingModel: chosen')
  })

  it('says that a template lost because it is older', () => {
    const newer = { ...base, code: 'NEWER', publishedOn: dateText('2026-01-01') }

    expect(selectTemplate(ask, [base, newer])?.matched[0]?.candidates.map(({ outcome }) => outcome)).toEqual(['CHOSEN', 'OLDER'])
  })
})
