import { type RawBuilder, sql } from 'kysely'
import type { Money } from '../../../contracts/wire/values.ts'
import type { Entity } from '../port.ts'
import type { RowBinding } from './rows.ts'

/** A column that holds the field as it is, or the two columns of a money field. */
export type Column = { readonly column: string } | { readonly amount: string; readonly currency: string }

/** SQL type of an ordering column; the cursor's text is cast to it. Ordering columns are never null. */
export interface OrderColumn {
  readonly column: string
  readonly type: 'text' | 'date' | 'timestamptz' | 'numeric' | 'integer'
}

/**
 * Where the records of one entity live: the whole reading side of a PostgreSQL adapter follows from this declaration.
 * A field without a column, or a filter without its SQL, does not compile.
 */
export interface Table<Record extends Entity, Filter, Key extends string, OrderField extends string> {
  /** Qualified name, `crm.account`; statements call it `t`. */
  readonly from: string
  readonly columns: { readonly [Field in keyof Record]-?: Column }
  /** Foreign keys that edges are loaded by: name of the key -> column. */
  readonly keys: { readonly [Each in Key]: string }
  readonly filters: { readonly [Each in keyof Filter]-?: (value: NonNullable<Filter[Each]>) => RawBuilder<unknown> }
  readonly orders: { readonly [Each in OrderField]: OrderColumn }
  /** Whose rows these are: part of every statement that reads them (ADR 0015). */
  readonly rows: RowBinding
}

export function defineTable<Record extends Entity, Filter, Key extends string, OrderField extends string>(
  table: Table<Record, Filter, Key, OrderField>,
): Table<Record, Filter, Key, OrderField> {
  return table
}

export const column = (name: string): Column => ({ column: name })
/** Money in two columns, `<name>` and `<currency>`; null when the amount is null. */
export const moneyColumn = (amount: string, currencyColumn = 'currency'): Column => ({ amount, currency: currencyColumn })

/** Filters that most entities have. `ref` is a column of `t`. */
export const oneOf =
  (ref: string) =>
  (values: readonly string[]): RawBuilder<unknown> =>
    sql`${sql.ref(`t.${ref}`)} = any(${values})`
export const within =
  (ref: string) =>
  (range: { readonly from: string; readonly to: string }): RawBuilder<unknown> =>
    sql`${sql.ref(`t.${ref}`)} between ${range.from}::date and ${range.to}::date`
export const is =
  (ref: string) =>
  (value: boolean | string): RawBuilder<unknown> =>
    sql`${sql.ref(`t.${ref}`)} = ${value}`

const CURRENCY_SUFFIX = '$currency'

/** The select list of a table: every field under its own name, money as amount and currency. */
export function selectList(columns: Readonly<Record<string, Column>>): RawBuilder<unknown> {
  return sql.join(
    Object.entries(columns).flatMap(([field, source]) =>
      'column' in source
        ? [sql`${sql.ref(`t.${source.column}`)} as ${sql.id(field)}`]
        : [
            sql`${sql.ref(`t.${source.amount}`)} as ${sql.id(field)}`,
            sql`${sql.ref(`t.${source.currency}`)} as ${sql.id(field + CURRENCY_SUFFIX)}`,
          ],
    ),
  )
}

/** Turns selected rows into records in place; a row is ours, fresh from the driver, so no copy is needed. */
export function toRecords<R>(columns: Readonly<Record<string, Column>>, rows: readonly unknown[]): readonly R[] {
  const moneyFields = Object.keys(columns).filter((field) => 'amount' in (columns[field] as Column))
  if (moneyFields.length > 0) {
    for (const row of rows as Record<string, unknown>[]) {
      for (const field of moneyFields) {
        const amount = row[field]
        row[field] = amount === null ? null : ({ amount, currency: row[field + CURRENCY_SUFFIX] } as Money)
        delete row[field + CURRENCY_SUFFIX]
      }
    }
  }
  return rows as readonly R[] // the select list has exactly the fields of the record
}
