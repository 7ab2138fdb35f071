import { drawsOf } from '../random.ts'
import type { SeedCounts } from '../sizes.ts'
import { ENTITIES, type Entity } from './firm.ts'
import { idOf } from './ids.ts'
import { LEGAL_FORM, SUPPLIER_KINDS, SUPPLIER_STEMS } from './names.ts'

export interface SupplierFacts {
  readonly id: string
  readonly index: number
  readonly name: string
  readonly legalName: string
  readonly status: 'INVITED' | 'ONBOARDING' | 'ACTIVE' | 'SUSPENDED'
  /** Entity in whose country the supplier lives. */
  readonly home: Entity
  readonly preferred: boolean
}

/** Suppliers that partner personas act for. */
const KNOWN = [
  { id: 'sup_nordlicht', name: 'Nordlicht Consulting', country: 'DE' },
  { id: 'sup_kestrel', name: 'Kestrel Systems', country: 'GB' },
] as const

export const supplierIdOf = (index: number): string => KNOWN[index - 1]?.id ?? idOf('Supplier', index)

/** The first eight are active: they employ the contractors. */
const ALWAYS_ACTIVE = 8

export function createSuppliers({ suppliers: count }: SeedCounts): readonly SupplierFacts[] {
  return Array.from({ length: count }, (_, position): SupplierFacts => {
    const index = position + 1
    const draws = drawsOf('supplier', index)
    const known = KNOWN[position]
    const home =
      known === undefined ? draws.pick('home', ENTITIES) : (ENTITIES.find(({ country }) => country === known.country) as Entity)
    const stem = SUPPLIER_STEMS[position % SUPPLIER_STEMS.length]
    const kind = SUPPLIER_KINDS[(Math.floor(position / SUPPLIER_STEMS.length) + position) % SUPPLIER_KINDS.length]
    const round = Math.floor(position / (SUPPLIER_STEMS.length * SUPPLIER_KINDS.length))
    const name = known?.name ?? `${stem} ${kind}${round === 0 ? '' : ` ${round + 1}`}`
    return {
      id: supplierIdOf(index),
      index,
      name,
      legalName: `${name} ${LEGAL_FORM[home.country] ?? ''}`.trim(),
      status:
        index <= ALWAYS_ACTIVE
          ? 'ACTIVE'
          : draws.pick('status', ['ACTIVE', 'ACTIVE', 'ACTIVE', 'ONBOARDING', 'INVITED', 'SUSPENDED'] as const),
      home,
      preferred: index <= 4,
    }
  })
}
