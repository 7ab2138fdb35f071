import { type RawBuilder, sql } from 'kysely'
import type { Principal } from '../../../contracts/wire/principal.ts'
import type { RowRule, Visibility } from '../../../policies/index.ts'
import type { Call } from '../port.ts'
import type { Database } from './database.ts'

/** The row rule of a table as SQL over `t`. Null means every row: nothing is added to the statement. */
export interface RowBinding {
  readonly rule: RowRule
  readonly visibleTo: (principal: Principal) => RawBuilder<unknown> | null
  readonly changeableBy: (principal: Principal) => RawBuilder<unknown> | null
}

/** A table as far as row rules go. */
export interface RowSource {
  readonly from: string
  readonly rows: RowBinding
}

/** Says for each attribute of a rule when a row `t` has one of the values; an attribute that is left out does not compile. */
export function bindRows<Attribute extends string>(
  rule: RowRule<Attribute>,
  conditions: { readonly [Each in NoInfer<Attribute>]: (values: readonly string[]) => RawBuilder<unknown> },
): RowBinding {
  const toSql = (visibility: Visibility<Attribute>): RawBuilder<unknown> | null => {
    if (visibility === 'everything') return null
    if (visibility === 'nothing') return sql`false`
    const anyOf = visibility.anyOf.map((conjunction) => {
      const all = Object.entries(conjunction) as [Attribute, readonly string[]][] // visibilityOf left declared attributes only
      return sql`(${sql.join(
        all.map(([name, values]) => conditions[name](values)),
        sql` and `,
      )})`
    })
    return sql`(${sql.join(anyOf, sql` or `)})`
  }
  return {
    rule,
    visibleTo: (principal) => toSql(rule.visibleTo(principal)),
    changeableBy: (principal) => toSql(rule.changeableBy(principal)),
  }
}

/** How a record stands to a caller; `invisible` is also what a missing record is to somebody whom a rule binds. */
export type Access = 'changeable' | 'visible' | 'invisible'

/** Judges one record inside the transaction that is about to change it; costs a statement only for callers whom a rule binds. */
export async function accessOf(
  transaction: Database,
  { from, rows }: RowSource,
  id: string,
  { principal }: Call,
): Promise<Access> {
  const visible = rows.visibleTo(principal)
  const changeable = rows.changeableBy(principal)
  if (visible === null && changeable === null) return 'changeable'
  const found = await sql<{ changeable: boolean | null }>`select ${changeable ?? sql`true`} as changeable
    from ${sql.table(from)} as t where t.id = ${id} and ${visible ?? sql`true`}`.execute(transaction)
  const [row] = found.rows
  if (row === undefined) return 'invisible'
  return row.changeable === true ? 'changeable' : 'visible'
}
