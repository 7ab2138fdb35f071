import { describe, expect, it } from '@jest/globals'
import type { Principal } from '../../contracts/wire/principal.ts'
import { PARTNER_SCOPES, type PartnerKind } from '../../policies/index.ts'
import type { Call, Entity, Reader } from '../../subgraphs/shared/port.ts'
import { countingStatements } from '../../subgraphs/shared/postgres/database.ts'
import { personWith } from './subgraph-client.ts'

/** A caller whom a row rule binds, and which of the stored records exist for it: some of them, and not all. */
export interface Viewer<R> {
  readonly title: string
  readonly principal: Principal
  readonly sees: (record: R) => boolean
}

export interface RowCase<R extends Entity, Filter, Key extends string, OrderField extends string> {
  readonly reader: () => Reader<R, Filter, Key, OrderField>
  readonly allIds: () => Promise<readonly string[]>
  readonly keys: { readonly [Each in Key]: (record: R) => string | null }
  readonly filters?: readonly { readonly filter: Filter; readonly matches: (record: R) => boolean }[]
  /** A caller who sees every record. */
  readonly call: Call
  readonly viewers?: readonly Viewer<R>[]
}

interface OwnRecords {
  readonly accountIds?: readonly string[]
  readonly supplierIds?: readonly string[]
}

/** A partner with every scope that its kind may hold. */
export const fullPartnerOf = (kind: PartnerKind, ids: OwnRecords): Principal => partnerOf(kind, ids, PARTNER_SCOPES[kind])

export const partnerOf = (kind: PartnerKind, ids: OwnRecords, scopes: readonly string[] = []): Principal =>
  personWith(scopes, {
    subject: `partner-${kind.toLowerCase()}`,
    kind: 'PARTNER',
    workerId: null,
    partner: { id: 'par_test', kind, accountIds: ids.accountIds ?? [], supplierIds: ids.supplierIds ?? [] },
  })

/** Callers for whom no record of any table exists. */
const STRANGERS: readonly Viewer<Entity>[] = [
  { title: 'a client of nothing', principal: partnerOf('CLIENT', {}) },
  { title: 'a client of an unknown account', principal: partnerOf('CLIENT', { accountIds: ['acc_stranger'] }) },
  { title: 'a client with suppliers', principal: partnerOf('CLIENT', { supplierIds: ['sup_one', 'sup_two'] }) },
  { title: 'a subcontractor of nothing', principal: partnerOf('SUBCONTRACTOR', {}) },
  { title: 'a subcontractor with accounts', principal: partnerOf('SUBCONTRACTOR', { accountIds: ['acc_one', 'acc_two'] }) },
  { title: 'a reseller of nothing', principal: partnerOf('RESELLER', {}) },
  { title: 'a partner without a record', principal: personWith([], { kind: 'PARTNER' }) },
  { title: 'an assistant', principal: personWith([], { kind: 'AI_SERVICE' }) },
].map((each) => ({ ...each, sees: () => false }))

/** An invisible record is a missing one, whichever way it is asked for, and no answer costs more than one statement. */
export function describeRows<R extends Entity, Filter, Key extends string, OrderField extends string>(
  rowCase: RowCase<R, Filter, Key, OrderField>,
): void {
  const { allIds, call: insider, viewers = [] } = rowCase
  const reader = () => rowCase.reader()
  const keys = Object.entries(rowCase.keys) as [Key, (record: R) => string | null][]
  const filters = [{ filter: null, matches: () => true }, ...(rowCase.filters ?? [])]
  const all = async () => (await reader().getByIds(await allIds(), insider)).filter((record) => record !== null)
  const inOne = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
    const { result, statements } = await countingStatements(ask)
    expect(statements).toBeLessThanOrEqual(1)
    return result
  }
  const idsOf = (records: readonly (R | null)[]) => records.map((record) => record?.id ?? null)
  const byId = (a: R, b: R) => (a.id < b.id ? -1 : 1)

  const groups = [
    ...viewers.map((viewer) => ({ title: viewer.title, group: [viewer] })),
    { title: 'strangers', group: STRANGERS },
  ]

  describe.each(groups as readonly { title: string; group: readonly Viewer<R>[] }[])('rows for $title', ({ group }) => {
    const calls = group.map(({ title, principal, sees }) => ({ title, sees, call: { principal, correlationId: title } }))

    if (group !== STRANGERS) {
      it('are some of the records', async () => {
        const stored = await all()
        expect(calls.map(({ sees }) => [stored.some(sees), stored.every(sees)])).toEqual([[true, false]])
      })
    }

    it('are null by id, absent from lists, pages and counts, with and without a filter', async () => {
      const stored = await all()
      const asked = stored.map(({ id }) => id)
      for (const { call, sees } of calls) {
        expect(idsOf(await inOne(() => reader().getByIds(asked, call)))).toEqual(
          stored.map((record) => (sees(record) ? record.id : null)),
        )
        for (const { filter, matches } of filters) {
          const visible = stored.filter((record) => sees(record) && matches(record)).toSorted(byId)
          expect(await inOne(() => reader().count(filter, call))).toBe(visible.length)
          const page = await inOne(() => reader().list({ filter, first: 2 }, call))
          expect(idsOf(page.records)).toEqual(idsOf(visible.slice(0, 2)))
          expect([page.hasNextPage, page.cursors.length]).toEqual([visible.length > 2, page.records.length])
        }
      }
    })

    it('are passed over by a page that starts at the cursor of an invisible one', async () => {
      const stored = (await all()).toSorted(byId)
      const { cursors } = await reader().list({ first: 100 }, insider)
      for (const { call, sees } of calls) {
        for (const at of [0, Math.floor(stored.length / 2)]) {
          const page = await reader().list({ first: 100, after: cursors[at] ?? null }, call)
          const expected = stored.filter((record) => sees(record) && record.id > (stored[at]?.id ?? ''))
          expect(idsOf(page.records)).toEqual(idsOf(expected.slice(0, 100)))
        }
      }
    })

    for (const [key, parentOf] of keys) {
      it(`are in no edge and no total of an edge by ${key}`, async () => {
        const stored = await all()
        const values = [...new Set(stored.map(parentOf).filter((value) => value !== null))]
        for (const { call, sees } of calls) {
          const found = await inOne(() => reader().findByKey(key, values, call))
          const pages = await inOne(() => reader().pageByKey(key, values, { first: 1 }, call))
          const counts = await inOne(() => reader().countByKey(key, values, null, call))
          for (const value of values) {
            const visible = stored.filter((record) => parentOf(record) === value && sees(record)).toSorted(byId)
            expect(idsOf((found.get(value) ?? []).toSorted(byId))).toEqual(idsOf(visible))
            expect(idsOf(pages.get(value)?.records ?? [])).toEqual(idsOf(visible.slice(0, 1)))
            expect(pages.get(value)?.hasNextPage ?? false).toBe(visible.length > 1)
            expect(counts.get(value) ?? 0).toBe(visible.length)
          }
        }
      })
    }
  })
}
