import { createHash } from 'node:crypto'
import { Decimal } from 'decimal.js'
import type { Money } from '../../../contracts/wire/values.ts'

/** The same project as each system answered it after everything was written. */
export interface ReadBack {
  /** What the orchestration planned. */
  readonly delivery: {
    readonly code: string
    readonly plannedStart: string
    readonly plannedEnd: string
    readonly milestones: number
  }
  readonly crm: {
    readonly name: string
    readonly accountId: string
    readonly contractId: string
    readonly legalEntityId: string
    readonly value: Money
    readonly pricingModel: string
    readonly serviceType: string
  }
  readonly erp: {
    readonly accountId: string
    readonly contractId: string
    readonly legalEntityId: string
    readonly value: Money
    readonly pricingModel: string
    readonly wbsCodes: readonly string[]
  }
  readonly psa: {
    readonly code: string
    readonly name: string
    readonly accountId: string
    readonly serviceType: string
    readonly pricingModel: string
    readonly plannedStart: string
    readonly plannedEnd: string
    readonly wbsCodes: readonly string[]
    readonly milestones: number
  }
}

export type ReadBackSystem = keyof ReadBack

/** A field that two or more systems hold, and how each of them shows it; compared as normalised text. */
interface SharedField {
  readonly name: string
  readonly shown: { readonly [System in ReadBackSystem]?: (project: ReadBack[System]) => string }
}

/** `10.50` and `10.5` are one amount. */
const amountOf = ({ amount }: Money) => new Decimal(amount).toFixed()
const codes = (list: readonly string[]) => list.toSorted().join(' ')

/** The twelve fields that every system must agree on before a project counts as created. */
export const SHARED_FIELDS: readonly SharedField[] = [
  { name: 'code', shown: { delivery: ({ code }) => code, psa: ({ code }) => code } },
  { name: 'name', shown: { crm: ({ name }) => name, psa: ({ name }) => name } },
  {
    name: 'account',
    shown: { crm: ({ accountId }) => accountId, erp: ({ accountId }) => accountId, psa: ({ accountId }) => accountId },
  },
  { name: 'contract', shown: { crm: ({ contractId }) => contractId, erp: ({ contractId }) => contractId } },
  { name: 'legalEntity', shown: { crm: ({ legalEntityId }) => legalEntityId, erp: ({ legalEntityId }) => legalEntityId } },
  { name: 'currency', shown: { crm: ({ value }) => value.currency, erp: ({ value }) => value.currency } },
  { name: 'value', shown: { crm: ({ value }) => amountOf(value), erp: ({ value }) => amountOf(value) } },
  {
    name: 'pricingModel',
    shown: {
      crm: ({ pricingModel }) => pricingModel,
      erp: ({ pricingModel }) => pricingModel,
      psa: ({ pricingModel }) => pricingModel,
    },
  },
  { name: 'serviceType', shown: { crm: ({ serviceType }) => serviceType, psa: ({ serviceType }) => serviceType } },
  {
    name: 'term',
    shown: {
      delivery: ({ plannedStart, plannedEnd }) => `${plannedStart}/${plannedEnd}`,
      psa: ({ plannedStart, plannedEnd }) => `${plannedStart}/${plannedEnd}`,
    },
  },
  { name: 'wbsCodes', shown: { erp: ({ wbsCodes }) => codes(wbsCodes), psa: ({ wbsCodes }) => codes(wbsCodes) } },
  {
    name: 'milestoneCount',
    shown: { delivery: ({ milestones }) => String(milestones), psa: ({ milestones }) => String(milestones) },
  },
]

/** A field on which the systems disagree, with what each of them shows. */
export interface Mismatch {
  readonly field: string
  readonly values: Readonly<Record<string, string>>
}

export interface Comparison {
  readonly mismatches: readonly Mismatch[]
  /** SHA-256 over all fields as each system shows them, lower-case hexadecimal; kept as the evidence of the comparison. */
  readonly digest: string
}

export function compareReadBack(project: ReadBack): Comparison {
  const shown = SHARED_FIELDS.map(({ name, shown }) => ({ field: name, values: valuesOf(shown, project) }))
  return {
    mismatches: shown.filter(({ values }) => new Set(Object.values(values)).size > 1),
    digest: createHash('sha256').update(JSON.stringify(shown)).digest('hex'),
  }
}

function valuesOf({ delivery, crm, erp, psa }: SharedField['shown'], project: ReadBack): Readonly<Record<string, string>> {
  return {
    ...(delivery && { delivery: delivery(project.delivery) }),
    ...(crm && { crm: crm(project.crm) }),
    ...(erp && { erp: erp(project.erp) }),
    ...(psa && { psa: psa(project.psa) }),
  }
}
