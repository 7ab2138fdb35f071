/** A record that a foreign key of our own schema points to is there; anything else is a broken invariant, not an answer. */
export function present<Record>(record: Record | null, kind: string, id: string): Record {
  if (record !== null) return record
  throw new Error(`${kind} ${id} is referred to but cannot be read`)
}

/** Reference to an entity of another subgraph; null when nothing is referred to. */
export function reference<Type extends string>(
  typename: Type,
  id: string | null,
): { readonly __typename: Type; readonly id: string } | null {
  return id === null ? null : { __typename: typename, id }
}
