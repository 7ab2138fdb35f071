/** What an audit record is made of: no floats, so that every program writes a number the same way. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue | undefined }

/** Texts of values that were said not to change; null until one is needed. */
const kept = new WeakMap<object, string | null>()

/** Says that this value never changes, and is a part of many others: its text is made once. */
export function keepCanonical<Value extends readonly CanonicalValue[]>(value: Value): Value {
  kept.set(value, null)
  return value
}

/**
 * One text for one value, whoever writes it: names in the order of their UTF-16 code units, no spaces, strings as
 * JSON.stringify writes them (RFC 8785, for what has whole numbers only). A name whose value is undefined is left out.
 *
 * @throws RangeError for a number that is not a safe integer.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) {
    const text = kept.get(value) ?? `[${value.map(canonicalJson).join(',')}]`
    if (kept.get(value) === null) kept.set(value, text)
    return text
  }
  const members = Object.keys(value)
    .sort()
    .flatMap((name) => {
      const member = value[name]
      return member === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(member)}`]
    })
  return `{${members.join(',')}}`
}

const isList = (value: object): value is readonly CanonicalValue[] => Array.isArray(value)
