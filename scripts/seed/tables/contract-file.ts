import type { Row } from '../load-rows.ts'

interface Money {
  readonly amount: string
  readonly currency: string
}

/** What the text of a contract is made of, as `contracts.ts` writes the row; decisions about the contract are no part of it. */
interface Terms {
  readonly number: string
  readonly title: string
  readonly type: string
  readonly account_id: string
  readonly legal_entity_id: string
  readonly governing_law: string
  readonly effective_from: string
  readonly effective_to: string
  readonly total_value: string
  readonly currency: string
  readonly pricing_model: string
  readonly billing_terms: Row
  readonly tax_terms: Row
  readonly deliverables: readonly {
    readonly name: string
    readonly acceptanceCriteria: string
    readonly acceptanceDays: number
  }[]
  readonly contracted_milestones: readonly {
    readonly name: string
    readonly dueDate: string | null
    readonly amount: Money | null
  }[]
  readonly rate_card: readonly { readonly role: string; readonly billRate: Money; readonly unit: string }[]
  readonly dependencies: readonly string[]
  readonly liability_cap: string | null
  readonly notice_days: number
  readonly processes_personal_data: boolean
  readonly data_processing_agreement: boolean
  readonly subcontracting_allowed: boolean
}

/** The file of a seeded contract: its terms as a plain text with numbered clauses, the same bytes for the same row. */
export function contractFile(contract: Row): Buffer {
  const terms = contract as unknown as Terms // rows are untyped so that all tables load alike; this one is made by contracts.ts
  const clauses = [
    ['Parties', [`Client ${terms.account_id}, contractor ${terms.legal_entity_id}.`]],
    ['Term', [`From ${terms.effective_from} to ${terms.effective_to}, both days included.`]],
    ['Price', [`${terms.pricing_model}, ${terms.total_value} ${terms.currency} without tax.`]],
    ['Deliverables', terms.deliverables.map((each) => `${each.acceptanceCriteria}, within ${each.acceptanceDays} days.`)],
    ['Milestones', terms.contracted_milestones.map((each) => `${each.name}, due ${each.dueDate}: ${priceOf(each.amount)}.`)],
    ['Rates', terms.rate_card.map((each) => `${each.role}: ${priceOf(each.billRate)} per ${each.unit}.`)],
    ['Dependencies', terms.dependencies.map((each) => `${each}.`)],
    ['Billing', statements(terms.billing_terms)],
    ['Tax', statements(terms.tax_terms)],
    ['Liability', [terms.liability_cap === null ? 'Not capped.' : `Capped at ${terms.liability_cap} ${terms.currency}.`]],
    ['Termination', [`With ${terms.notice_days} days of notice.`]],
    [
      'Personal data',
      [`Processed: ${yesNo(terms.processes_personal_data)}; agreement: ${yesNo(terms.data_processing_agreement)}.`],
    ],
    ['Subcontractors', [`Allowed: ${yesNo(terms.subcontracting_allowed)}.`]],
    ['Law', [`The law of ${terms.governing_law} governs.`]],
  ] as const
  const body = clauses
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines], index) => [`${index + 1}. ${heading}`, ...lines.map((line) => `   ${line}`)].join('\n'))
  return Buffer.from(`${terms.title}\n${terms.type} ${terms.number}\n\n${body.join('\n\n')}\n`)
}

const priceOf = (price: Money | null) => (price === null ? 'not billed' : `${price.amount} ${price.currency}`)
const yesNo = (value: boolean) => (value ? 'yes' : 'no')
const statements = (terms: Row) =>
  Object.entries(terms)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${name}: ${String(value)}`)
