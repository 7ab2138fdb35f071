/** A record that a foreign key of our own schema points to is there; anything else is a broken invariant, not an answer. */
export function present<Record>(record: Record | null, kind: string, id: string): Record {
  if (record !== null) return record
  throw new Error(`${kind} ${id} is referred to but cannot be read`)
}
