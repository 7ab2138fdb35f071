import type DataLoader from 'dataloader'
import { createBatchLoader } from './batch-schedule.ts'
import { type ConditionScopes, requireConditionScopes } from './condition-scopes.ts'
import { type Connection, toConnection } from './connection.ts'
import type { Call, Entity, PageRequest, Reader } from './port.ts'

/**
 * Everything that resolvers may read of one entity within one request. Every road is batched: the cost of an edge is one
 * statement for the whole list above it, never one a row.
 */
export interface EntityLoaders<Record extends Entity, Filter, Key extends string, OrderField extends string> {
  byId(id: string): Promise<Record | null>
  byKey(key: Key, value: string): Promise<readonly Record[]>
  list(request: PageRequest<Filter, OrderField>): Promise<Connection<Record>>
  pageByKey(key: Key, value: string, request: PageRequest<Filter, OrderField>): Promise<Connection<Record>>
}

export function createEntityLoaders<Record extends Entity, Filter, Key extends string, OrderField extends string>(
  reader: Reader<Record, Filter, Key, OrderField>,
  call: Call,
  conditionScopes: ConditionScopes<Filter, OrderField> = {},
): EntityLoaders<Record, Filter, Key, OrderField> {
  const records = createBatchLoader<string, Record | null>(call, (ids) => reader.getByIds(ids, call))
  const byName = new Map<string, unknown>()

  /** One DataLoader a road (key, filter, order, page): loads with equal arguments share a statement. */
  function loader<Value>(
    name: string,
    load: (values: readonly string[]) => Promise<readonly Value[]>,
  ): DataLoader<string, Value, unknown> {
    const known = byName.get(name) as DataLoader<string, Value, unknown> | undefined // the name determines the type of the value
    if (known !== undefined) return known
    const created = createBatchLoader(call, load)
    byName.set(name, created)
    return created
  }

  return {
    byId: (id) => records.load(id),
    byKey: (key, value) =>
      loader(`all ${key}`, async (values) => {
        const found = await reader.findByKey(key, values, call)
        return values.map((each) => found.get(each) ?? [])
      }).load(value),
    list: async (request) => {
      requireConditionScopes(conditionScopes, request, call)
      return toConnection(await reader.list(request, call), () => reader.count(request.filter, call))
    },
    pageByKey: async (key, value, request) => {
      requireConditionScopes(conditionScopes, request, call)
      const { filter } = request
      const pages = loader(`page ${key} ${JSON.stringify(request)}`, async (values) => {
        const found = await reader.pageByKey(key, values, request, call)
        return values.map((each) => found.get(each) ?? EMPTY_PAGE)
      })
      const counts = loader(`count ${key} ${JSON.stringify(filter ?? null)}`, async (values) => {
        const found = await reader.countByKey(key, values, filter, call)
        return values.map((each) => found.get(each) ?? 0)
      })
      return toConnection(await pages.load(value), () => counts.load(value))
    },
  }
}

const EMPTY_PAGE = { records: [], cursors: [], hasNextPage: false, hasPreviousPage: false } as const
