/** What an audit record is made of: no floats, so that every program writes a number the same way. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue | undefined }

/**
 * One text for one value, whoever writes it: names in the order of their UTF-16 code units, no spaces, strings as
 * JSON.stringify writes them (RFC 8785, for what has whole numbers only). A name whose value is undefined is left out.
 *
 * @throws RangeError for a number that is not a safe integer.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .flatMap((name) => {
      const member = value[name]
      return member === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(member)}`]
    })
  return `{${members.join(',')}}`
}

const isList = (value: object): value is readonly CanonicalValue[] => Array.isArray(value)
