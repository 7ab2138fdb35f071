import type { Mask } from './define-mask.ts'

/** The part of an object that a mask hides, with its type; a mask on any other object type is refused at start. */
const PARTS: ReadonlyMap<string, { readonly field: string; readonly type: string }> = new Map([
  ['Money', { field: 'amount', type: 'Decimal' }],
])

/** Part of an object type that a mask on a field of this type hides; undefined when the type has none. */
export function maskedPartOf(typeName: string): { readonly field: string; readonly type: string } | undefined {
  return PARTS.get(typeName)
}

/**
 * Hides a value of the named type as a resolver returns it: null stays null, a list is hidden item by item, of an amount of money
 * the amount is hidden and the currency stays. What has another shape is not shown at all.
 */
export function applyMask(mask: Mask, typeName: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.map((item) => applyMask(mask, typeName, item))
  if (typeof value === 'string') return PARTS.has(typeName) ? null : mask.hide(value, typeName)
  const part = PARTS.get(typeName)
  if (part === undefined || typeof value !== 'object' || !(part.field in value)) return null
  const parts = value as Readonly<Record<string, unknown>> // an object with the field, by the line above
  return { ...parts, [part.field]: applyMask(mask, part.type, parts[part.field]) }
}
