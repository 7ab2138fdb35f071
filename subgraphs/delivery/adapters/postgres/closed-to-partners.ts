import type { Call, Entity, Reader } from '../../../shared/port.ts'

/**
 * Row rule of records that only the firm's own people see: for a partner there are none, whatever scopes its token carries. The
 * scopes keep partners out already; this holds when a scope is granted by mistake.
 */
export function closedToPartners<Record extends Entity, Filter, Key extends string, OrderField extends string>(
  reader: Reader<Record, Filter, Key, OrderField>,
): Reader<Record, Filter, Key, OrderField> {
  const isClosed = ({ principal }: Call) => principal.partner !== null
  return {
    getByIds: async (ids, call) => (isClosed(call) ? ids.map(() => null) : reader.getByIds(ids, call)),
    findByKey: async (key, values, call) => (isClosed(call) ? new Map() : reader.findByKey(key, values, call)),
    list: async (request, call) => (isClosed(call) ? NOTHING : reader.list(request, call)),
    pageByKey: async (key, values, request, call) => (isClosed(call) ? new Map() : reader.pageByKey(key, values, request, call)),
    count: async (filter, call) => (isClosed(call) ? 0 : reader.count(filter, call)),
    countByKey: async (key, values, filter, call) => (isClosed(call) ? new Map() : reader.countByKey(key, values, filter, call)),
  }
}

const NOTHING = { records: [], cursors: [], hasNextPage: false, hasPreviousPage: false } as const
