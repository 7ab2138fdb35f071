import { type RawBuilder, sql } from 'kysely'
import { decodeCursor, encodeCursor, pageSize } from '../page.ts'
import type { Call, Entity, Page, PageRequest, Reader } from '../port.ts'
import type { Database } from './database.ts'
import type { RowSource } from './rows.ts'
import { type OrderColumn, selectList, type Table, toRecords } from './table.ts'

/** What the text of an ordering value looks like, so that a forged cursor is BAD_CURSOR and never a database error. */
const ORDER_VALUE: { readonly [Type in OrderColumn['type']]: RegExp } = {
  text: /^\P{Cc}{0,500}$/u,
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$|^\d{4}-(0[13-9]|1[0-2])-(29|30)$|^\d{4}-(0[13578]|1[02])-31$|^\d{2}([02468][048]|[13579][26])-02-29$/,
  timestamptz: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8]|29|30|31) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?\+00$/,
  numeric: /^-?\d{1,20}(\.\d{1,10})?$/,
  integer: /^-?\d{1,9}$/,
}

const BY_ID: OrderColumn = { column: 'id', type: 'text' }

/** A reader that says which table it reads, so that a write can judge whether its caller may touch a record of it. */
export interface TableReader<Record extends Entity, Filter = never, Key extends string = never, OrderField extends string = never>
  extends Reader<Record, Filter, Key, OrderField> {
  readonly source: RowSource
}

/**
 * The reading side of a PostgreSQL adapter, from a table declaration: one statement a call, whatever the number of ids,
 * parents or pages; keyset pages by (ordering column, id). Every statement carries the row rule of the table (ADR 0015), so
 * that a row which the caller may not see is in no answer, count, page or cursor.
 */
export function createReader<Record extends Entity, Filter, Key extends string, OrderField extends string>(
  db: Database,
  table: Table<Record, Filter, Key, OrderField>,
): TableReader<Record, Filter, Key, OrderField> {
  const fields = selectList(table.columns)
  const from = sql`${sql.table(table.from)} as t`
  const keyColumn = (key: Key) => sql.ref(`t.${table.keys[key]}`)

  /** Ends a `where`: nothing for callers who see every row. */
  function andVisible({ principal }: Call): RawBuilder<unknown> {
    const visible = table.rows.visibleTo(principal)
    return visible === null ? sql`` : sql` and ${visible}`
  }

  async function select<Row>(statement: RawBuilder<Row>): Promise<readonly Row[]> {
    return (await statement.execute(db)).rows
  }

  return {
    source: table,

    async getByIds(ids, call) {
      const rows = await select(
        sql<Record>`select ${fields} from ${from} where t.id = any(${[...new Set(ids)].filter(isStorable)})${andVisible(call)}`,
      )
      const found = new Map(toRecords<Record>(table.columns, rows).map((record) => [record.id, record]))
      return ids.map((id) => found.get(id) ?? null)
    },

    async findByKey(key, values, call) {
      const rows = await select(
        sql<{ $key: string }>`select ${keyColumn(key)} as "$key", ${fields} from ${from}
          where ${keyColumn(key)} = any(${values})${andVisible(call)} order by t.id`,
      )
      return groupByKey<Record>(table.columns, rows)
    },

    async list(request, call) {
      const plan = planPage(table, request)
      const rows = await select(
        sql<{ $order: string }>`select ${fields}, ${plan.orderValue} as "$order" from ${from}
          where ${plan.condition}${andVisible(call)} order by ${plan.orderBy} limit ${plan.size + 1}`,
      )
      return toPage<Record>(table.columns, rows, plan)
    },

    async pageByKey(key, values, request, call) {
      const plan = planPage(table, request)
      const rows = await select(
        sql<{
          $key: string
          $order: string
        }>`select k.key as "$key", page.* from unnest(${values}::text[]) with ordinality as k(key, position)
          cross join lateral (
            select ${fields}, ${plan.orderValue} as "$order", row_number() over (order by ${plan.orderBy}) as "$row" from ${from}
            where ${keyColumn(key)} = k.key and ${plan.condition}${andVisible(call)} order by ${plan.orderBy} limit ${plan.size + 1}
          ) as page order by k.position, page."$row"`,
      )
      const pages = new Map<string, Page<Record>>()
      for (const [value, group] of groupBy(rows, (row) => row.$key)) pages.set(value, toPage<Record>(table.columns, group, plan))
      return pages
    },

    async count(filter, call) {
      const [row] = await select(
        sql<{ count: number }>`select count(*) as count from ${from}
          where ${filterCondition(table, filter)}${andVisible(call)}`,
      )
      return row?.count ?? 0
    },

    async countByKey(key, values, filter, call) {
      const rows = await select(
        sql<{ key: string; count: number }>`select ${keyColumn(key)} as key, count(*) as count from ${from}
          where ${keyColumn(key)} = any(${values}) and ${filterCondition(table, filter)}${andVisible(call)} group by 1`,
      )
      return new Map(rows.map(({ key: value, count }) => [value, count]))
    },
  }
}

/** An id with a NUL is no text that PostgreSQL could hold, so no record has it. */
const isStorable = (id: string) => !id.includes('\u0000')

interface PagePlan {
  readonly size: number
  readonly ordering: string
  readonly orderValue: RawBuilder<unknown>
  readonly orderBy: RawBuilder<unknown>
  readonly condition: RawBuilder<unknown>
  readonly hasPreviousPage: boolean
}

function planPage<Record extends Entity, Filter, Key extends string, OrderField extends string>(
  table: Table<Record, Filter, Key, OrderField>,
  request: PageRequest<Filter, OrderField>,
): PagePlan {
  const size = pageSize(request.first)
  const { column, type } = request.orderBy ? table.orders[request.orderBy.field] : BY_ID
  const descending = request.orderBy?.direction === 'DESC'
  const ordering = `${table.from} ${column} ${descending ? 'desc' : 'asc'}`
  const position = request.after ? decodeCursor(ordering, request.after, ORDER_VALUE[type]) : null
  const order = sql.ref(`t.${column}`)
  const direction = descending ? sql`desc` : sql`asc`
  const compare = descending ? sql`<` : sql`>`
  const filter = filterCondition(table, request.filter)
  return {
    size,
    ordering,
    orderValue: sql`${order}::text`,
    orderBy: sql`${order} ${direction}, t.id ${direction}`,
    condition:
      position === null
        ? filter
        : sql`${filter} and (${order}, t.id) ${compare} (${position.value}::${sql.raw(type)}, ${position.id}::text)`,
    hasPreviousPage: position !== null,
  }
}

function filterCondition<Record extends Entity, Filter, Key extends string, OrderField extends string>(
  table: Table<Record, Filter, Key, OrderField>,
  filter: Filter | null | undefined,
): RawBuilder<unknown> {
  const conditions = Object.entries(filter ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    // GraphQL admits declared filters only; the brackets keep an `or` in a filter from reaching past the row rule
    .map(([name, value]) => sql`(${table.filters[name as keyof Filter](value as NonNullable<Filter[keyof Filter]>)})`)
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

function toPage<Record extends Entity>(
  columns: Table<Record, unknown, never, never>['columns'],
  rows: readonly { $order: string }[],
  plan: PagePlan,
): Page<Record> {
  const values = rows.map((row) => row.$order)
  for (const row of rows as { $order?: string; $key?: string; $row?: number }[]) {
    delete row.$order
    delete row.$key
    delete row.$row
  }
  const records = toRecords<Record>(columns, rows.slice(0, plan.size))
  return {
    records,
    cursors: records.map(({ id }, index) => encodeCursor(plan.ordering, { value: values[index] ?? '', id })),
    hasNextPage: rows.length > plan.size,
    hasPreviousPage: plan.hasPreviousPage,
  }
}

function groupByKey<Record extends Entity>(
  columns: Table<Record, unknown, never, never>['columns'],
  rows: readonly { $key: string }[],
): ReadonlyMap<string, readonly Record[]> {
  const keys = rows.map((row) => row.$key)
  for (const row of rows as { $key?: string }[]) delete row.$key
  return groupBy(toRecords<Record>(columns, rows), (_, index) => keys[index] ?? '')
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item, index: number) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  items.forEach((item, index) => {
    const key = keyOf(item, index)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  })
  return groups
}
