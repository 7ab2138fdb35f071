import type { Principal } from '../../contracts/wire/principal.ts'
import type { InstantText } from '../../contracts/wire/values.ts'

/**
 * The port between a subgraph and its system of record: the same shape for every entity and every system, so that a
 * PostgreSQL adapter, a Tryton adapter and a Salesforce adapter pass one contract suite.
 */

/** What every stored record has, whatever the system calls it. */
export interface Entity {
  /** Canonical id, issued by the graph. */
  readonly id: string
  /** Grows by one with every change; the optimistic-lock version. */
  readonly revision: number
  readonly createdAt: InstantText
  readonly updatedAt: InstantText
}

/** On whose behalf a call is made; row rules and the idempotency ledger depend on it. */
export interface Call {
  readonly principal: Principal
  /** Request id of the gateway; joins everything that one request caused. */
  readonly correlationId: string
}

export interface Order<Field extends string> {
  readonly field: Field
  readonly direction: 'ASC' | 'DESC'
}

export interface PageRequest<Filter, OrderField extends string> {
  readonly filter?: Filter | null
  readonly orderBy?: Order<OrderField> | null
  /** Page size, 1 to 100; PAGE_SIZE_OUT_OF_RANGE otherwise. Null means the default of 20. */
  readonly first?: number | null
  /** Cursor of a former page with the same order; BAD_CURSOR otherwise. */
  readonly after?: string | null
}

/** One page in keyset order: stable while records are added, at a cost that does not grow with the depth. */
export interface Page<Record> {
  readonly records: readonly Record[]
  /** One cursor a record, same order. */
  readonly cursors: readonly string[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

/** Reading side. One call answers any number of ids or parents, so an edge costs one statement however long the list. */
export interface Reader<Record extends Entity, Filter = never, Key extends string = never, OrderField extends string = never> {
  /** Same length and order as `ids`; null = absent or hidden from the caller, and nobody can tell which. */
  getByIds(ids: readonly string[], call: Call): Promise<readonly (Record | null)[]>
  /** All records of each parent, for edges that are short by nature; a parent without records has an empty list. */
  findByKey(key: Key, values: readonly string[], call: Call): Promise<ReadonlyMap<string, readonly Record[]>>
  list(request: PageRequest<Filter, OrderField>, call: Call): Promise<Page<Record>>
  /** The same page of each parent, in one statement. */
  pageByKey(
    key: Key,
    values: readonly string[],
    request: PageRequest<Filter, OrderField>,
    call: Call,
  ): Promise<ReadonlyMap<string, Page<Record>>>
  count(filter: Filter | null | undefined, call: Call): Promise<number>
  countByKey(
    key: Key,
    values: readonly string[],
    filter: Filter | null | undefined,
    call: Call,
  ): Promise<ReadonlyMap<string, number>>
}

/** Why a write was refused: expected, typed, and shown to the caller as a `userError`. */
export type WriteError =
  | { readonly code: 'VALIDATION_FAILED'; readonly message: string; readonly field?: readonly string[]; readonly rule?: string }
  | { readonly code: 'NOT_FOUND'; readonly message: string; readonly field?: readonly string[] }
  | {
      readonly code: 'INVALID_STATE'
      readonly message: string
      readonly currentState: string
      readonly allowedStates: readonly string[]
    }
  | { readonly code: 'CONFLICT'; readonly message: string; readonly currentRevision: number | null }
  | { readonly code: 'IDEMPOTENCY_MISMATCH' | 'KEY_WITHDRAWN'; readonly message: string }
  | { readonly code: 'POLICY_VIOLATION' | 'FORBIDDEN'; readonly message: string; readonly policy: string }

/** `replayed` is true when the same key was answered before: the effect happened then, not now. */
export type Write<Record> =
  | { readonly ok: true; readonly record: Record; readonly replayed: boolean }
  | { readonly ok: false; readonly errors: readonly WriteError[] }

export interface WriteOptions {
  /** One effect per key, caller and operation, however often it is sent. */
  readonly idempotencyKey: string
  /** Refuse with CONFLICT unless the record still has this revision. */
  readonly ifRevision?: number | null
}

/** Creates records. The draft carries its canonical id. */
export interface Creates<Record, Draft> {
  create(draft: Draft, options: WriteOptions, call: Call): Promise<Write<Record>>
}
/** Changes plain fields of a record. */
export interface Updates<Record, Patch> {
  update(id: string, patch: Patch, options: WriteOptions, call: Call): Promise<Write<Record>>
}
/** Moves a record through its life cycle: approve, post, submit, cancel. */
export interface Acts<Record, Action> {
  act(id: string, action: Action, options: WriteOptions, call: Call): Promise<Write<Record>>
}

/** What an adapter can and cannot do, so that callers never pretend (systems of record differ in all of these). */
export interface Capabilities {
  readonly batchGetMax: number
  readonly idempotency: 'native-key' | 'external-id' | 'ledger'
  readonly locking: 'strong' | 'second-resolution' | 'none'
  readonly readYourWrites: boolean
}

/** One system of record behind a subgraph. The subgraph's own port adds a repository for each entity. */
export interface SystemOfRecord {
  /** Product and version, e.g. `PostgreSQL`; for operators, never for callers. */
  readonly product: string
  readonly capabilities: Capabilities
  /** Rejects when the system cannot serve. */
  checkHealth(): Promise<void>
  close(): Promise<void>
}
