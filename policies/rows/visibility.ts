/** Conditions that must all hold: the row's value of the attribute, or one of its values, is among the allowed ones. */
export type Conjunction<Attribute extends string> = { readonly [Each in Attribute]?: readonly string[] }

/** Rows of an entity that a caller reaches: all, none, or those that meet one of the conjunctions. */
export type Visibility<Attribute extends string = string> =
  | 'everything'
  | 'nothing'
  | { readonly anyOf: readonly Conjunction<Attribute>[] }

/** What a row rule judges of a row. An attribute may have several values, such as the suppliers whose people work on a project. */
export type RowAttributes<Attribute extends string> = { readonly [Each in Attribute]: string | readonly string[] | null }

/**
 * The decision of a rule, cleaned so that it fails closed: a conjunction without conditions, with an unknown attribute, or
 * with an empty list of allowed values matches no row, and nothing is left when no conjunction is.
 */
export function visibilityOf<Attribute extends string>(
  attributes: readonly Attribute[],
  rows: 'everything' | readonly Conjunction<Attribute>[],
): Visibility<Attribute> {
  if (rows === 'everything') return 'everything'
  const known: ReadonlySet<string> = new Set(attributes)
  const anyOf = rows.filter((conjunction) => {
    const conditions = Object.entries<readonly string[] | undefined>(conjunction)
    return conditions.length > 0 && conditions.every(([name, values]) => known.has(name) && (values ?? []).length > 0)
  })
  return anyOf.length === 0 ? 'nothing' : { anyOf }
}

/** What somebody reaches who has each of these rights. */
export function combine<Attribute extends string>(parts: readonly Visibility<Attribute>[]): Visibility<Attribute> {
  if (parts.includes('everything')) return 'everything'
  const anyOf = parts.flatMap((part) => (typeof part === 'string' ? [] : part.anyOf))
  return anyOf.length === 0 ? 'nothing' : { anyOf }
}

/** Whether a row is among those: the meaning of a rule, which the SQL of every table has to equal. */
export function isRowVisible<Attribute extends string>(
  visibility: Visibility<Attribute>,
  row: RowAttributes<Attribute>,
): boolean {
  if (typeof visibility === 'string') return visibility === 'everything'
  return visibility.anyOf.some((conjunction) =>
    (Object.entries(conjunction) as [Attribute, readonly string[]][]) // cleaned by visibilityOf: declared attributes only
      .every(([name, allowed]) => [row[name] ?? []].flat().some((value) => allowed.includes(value))),
  )
}
