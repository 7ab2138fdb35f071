import { appError } from '../../contracts/wire/errors.ts'

/** Largest page of any connection; SDL cannot say it, so it is enforced here for every road (inline, variable, default). */
export const MAX_PAGE_SIZE = 100
export const DEFAULT_PAGE_SIZE = 20

/** Position in a keyset order: the value of the ordering column as text, and the id that breaks ties. */
export interface Position {
  readonly value: string
  readonly id: string
}

/** @throws PAGE_SIZE_OUT_OF_RANGE unless 1 <= first <= max. */
export function pageSize(first: number | null | undefined, max = MAX_PAGE_SIZE): number {
  const size = first ?? DEFAULT_PAGE_SIZE
  if (Number.isInteger(size) && size >= 1 && size <= max) return size
  throw appError('PAGE_SIZE_OUT_OF_RANGE', `"first" must be between 1 and ${max}.`, { first: size })
}

/** Opaque cursor; it names its ordering, so that a cursor of another ordering is refused instead of skipping records. */
export function encodeCursor(ordering: string, position: Position): string {
  return Buffer.from(JSON.stringify([ordering, position.value, position.id])).toString('base64url')
}

/** @throws BAD_CURSOR when the text is not a cursor of this ordering, or its value does not look like `valuePattern`. */
export function decodeCursor(ordering: string, cursor: string, valuePattern: RegExp): Position {
  const parts = parse(cursor)
  if (Array.isArray(parts) && parts.length === 3) {
    const [named, value, id]: readonly unknown[] = parts
    if (named === ordering && typeof value === 'string' && valuePattern.test(value) && typeof id === 'string')
      return { value, id }
  }
  throw appError('BAD_CURSOR', '"after" is not a cursor of this connection with this ordering.')
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
