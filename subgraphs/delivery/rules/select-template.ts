import { Decimal } from 'decimal.js'
import type { Money } from '../../../contracts/wire/values.ts'
import type { PricingModel, RegionCode, ServiceType } from '../port.ts'
import { PLANNING_RATE_USD } from './region-data.ts'
import type { ProjectTemplate } from './templates/project-template.ts'
import { PROJECT_TEMPLATES } from './templates.ts'

export interface TemplateQuestion {
  readonly serviceType: ServiceType
  readonly region: RegionCode
  readonly pricingModel: PricingModel
  readonly value: Money
  readonly accountId: string
}

/** The choice with its reasons, for the person who confirms it. */
export interface TemplateSelection {
  readonly template: ProjectTemplate
  /** Rules that matched, in the order of their priority; the first one decided. */
  readonly matched: readonly MatchedRule[]
}

export interface MatchedRule {
  readonly priority: 1 | 2 | 3 | 4
  readonly rule: RuleName
  /** Templates that the rule found, the best first. */
  readonly candidates: readonly Candidate[]
  /** All of that in a sentence, for people. */
  readonly explanation: string
}

export interface Candidate {
  readonly templateCode: string
  readonly templateVersion: number
  /** What had to be true of the engagement for the template to match. */
  readonly conditions: readonly Condition[]
  readonly outcome: CandidateOutcome
}

const CONDITIONS = ['serviceType', 'accountId', 'region', 'pricingModel', 'value'] as const
export type Condition = (typeof CONDITIONS)[number]
export type CandidateOutcome = 'CHOSEN' | 'LOWER_PRIORITY' | 'FEWER_CONDITIONS' | 'OLDER' | 'LATER_IN_ALPHABET'
export type RuleName = (typeof RULES)[number]['rule']

/** A template belongs to the first rule that describes it. */
const RULES = [
  { priority: 1, rule: 'CLIENT_SPECIFIC', describes: (found) => found.includes('accountId') },
  {
    priority: 2,
    rule: 'REGION_AND_TERMS',
    describes: (found) => found.includes('region') && (found.includes('pricingModel') || found.includes('value')),
  },
  { priority: 3, rule: 'REGION', describes: (found) => found.includes('region') },
  { priority: 4, rule: 'EVERYWHERE', describes: () => true },
] as const satisfies readonly {
  readonly priority: MatchedRule['priority']
  readonly rule: string
  readonly describes: (conditions: readonly Condition[]) => boolean
}[]

/**
 * The template that fits best: made for the client, then for region and commercial terms, then for the region, then for
 * everybody. Of equal ones, the one with the most conditions (commercial model before value range), then the newest published,
 * then the first code in the alphabet. Null when none matches.
 */
export function selectTemplate(
  question: TemplateQuestion,
  templates: readonly ProjectTemplate[] = PROJECT_TEMPLATES,
): TemplateSelection | null {
  const ranked = templates.filter((template) => isMatch(template, question)).toSorted(compare)
  const [template] = ranked
  if (template === undefined) return null
  const matched = RULES.flatMap(({ priority, rule }) => {
    const candidates = ranked
      .filter((each) => priorityOf(each) === priority)
      .map((each) => ({
        templateCode: each.code,
        templateVersion: each.version,
        conditions: conditionsOf(each),
        outcome: each === template ? ('CHOSEN' as const) : whyBeaten(each, template),
      }))
    return candidates.length === 0 ? [] : [{ priority, rule, candidates, explanation: candidates.map(explain).join('; ') }]
  })
  return { template, matched }
}

const isMatch = (template: ProjectTemplate, question: TemplateQuestion): boolean =>
  unmetConditions(template, question).length === 0

/** What would have to be true of the engagement for the template to match, and is not. */
export function unmetConditions(
  { serviceType, accountId, regions, pricingModels, valueFrom, valueBelow }: ProjectTemplate,
  question: TemplateQuestion,
): readonly Condition[] {
  const { value } = question
  // An exact table of daily rates would make the choice depend on the day; planning rates make it repeatable.
  const groupValue = new Decimal(value.amount).times(PLANNING_RATE_USD[value.currency] ?? '1')
  const isMet: { readonly [Of in Condition]: boolean } = {
    serviceType: serviceType === question.serviceType,
    accountId: accountId === null || accountId === question.accountId,
    region: regions.length === 0 || regions.includes(question.region),
    pricingModel: pricingModels.length === 0 || pricingModels.includes(question.pricingModel),
    value:
      (valueFrom === null || groupValue.greaterThanOrEqualTo(valueFrom)) &&
      (valueBelow === null || groupValue.lessThan(valueBelow)),
  }
  return CONDITIONS.filter((condition) => !isMet[condition])
}

/** What has to be true of an engagement for the template to match. */
export function conditionsOf({
  accountId,
  regions,
  pricingModels,
  valueFrom,
  valueBelow,
}: ProjectTemplate): readonly Condition[] {
  return [
    'serviceType',
    ...(accountId === null ? [] : (['accountId'] as const)),
    ...(regions.length === 0 ? [] : (['region'] as const)),
    ...(pricingModels.length === 0 ? [] : (['pricingModel'] as const)),
    ...(valueFrom === null && valueBelow === null ? [] : (['value'] as const)),
  ]
}

/** The rule that selects the template, and its priority: 1 comes before 2. */
export function ruleOf(template: ProjectTemplate): Pick<MatchedRule, 'priority' | 'rule'> {
  const conditions = conditionsOf(template)
  const { priority, rule } = RULES.find(({ describes }) => describes(conditions)) ?? RULES[3]
  return { priority, rule }
}

const priorityOf = (template: ProjectTemplate): MatchedRule['priority'] => ruleOf(template).priority

/** Weight of the conditions within one priority, so that no two sets of them are equal. */
const WEIGHT: { readonly [Of in Condition]: number } = { serviceType: 0, accountId: 0, region: 4, pricingModel: 2, value: 1 }
const weightOf = (template: ProjectTemplate) => conditionsOf(template).reduce((sum, condition) => sum + WEIGHT[condition], 0)

function compare(a: ProjectTemplate, b: ProjectTemplate): number {
  return (
    priorityOf(a) - priorityOf(b) ||
    weightOf(b) - weightOf(a) ||
    inOrder(b.publishedOn, a.publishedOn) ||
    b.version - a.version ||
    inOrder(a.code, b.code)
  )
}

const inOrder = (a: string, b: string) => (a < b ? -1 : Number(a > b))

function whyBeaten(loser: ProjectTemplate, winner: ProjectTemplate): CandidateOutcome {
  if (priorityOf(loser) > priorityOf(winner)) return 'LOWER_PRIORITY'
  if (weightOf(loser) < weightOf(winner)) return 'FEWER_CONDITIONS'
  if (loser.publishedOn < winner.publishedOn || loser.version < winner.version) return 'OLDER'
  return 'LATER_IN_ALPHABET'
}

const REASON: { readonly [Outcome in CandidateOutcome]: string } = {
  CHOSEN: 'chosen',
  LOWER_PRIORITY: 'a rule of higher priority matched',
  FEWER_CONDITIONS: 'another template fits more closely',
  OLDER: 'a newer template fits as well',
  LATER_IN_ALPHABET: 'an equal template comes first by its code',
}

const explain = ({ templateCode, templateVersion, conditions, outcome }: Candidate): string =>
  `${templateCode} v${templateVersion} by ${conditions.join(', ')}: ${REASON[outcome]}`
