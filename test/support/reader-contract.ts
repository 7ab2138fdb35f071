import { describe, expect, it } from '@jest/globals'
import type { Call, Entity, Order, Page, PageRequest, Reader } from '../../subgraphs/shared/port.ts'
import { countingStatements } from '../../subgraphs/shared/postgres/database.ts'
import { describeRows, type Viewer } from './row-contract.ts'
import { personWith } from './subgraph-client.ts'

/**
 * What one port's reader is tested with. Before the tests run, at least five records must be stored, and every key must have
 * a parent with records, several of them unless the key is unique.
 */
export interface ReaderCase<R extends Entity, Filter, Key extends string, OrderField extends string> {
  /** Called inside tests, so it may use what `beforeAll` opened. */
  readonly reader: () => Reader<R, Filter, Key, OrderField>
  /** Every stored id, asked of the system behind the port's back. */
  readonly allIds: () => Promise<readonly string[]>
  /** Stores one more record with this id; absent for records that cannot be added at will. */
  readonly insert?: (id: string) => Promise<void>
  /** Value of each key in a record; null when it has no such parent. */
  readonly keys: { readonly [Each in Key]: (record: R) => string | null }
  /** Value that each order sorts by; equal values are sorted by id. */
  readonly orders: { readonly [Each in OrderField]: (record: R) => string | number }
  /** Filters with what they mean; each should match some records and not all. */
  readonly filters?: readonly { readonly filter: Filter; readonly matches: (record: R) => boolean }[]
  readonly call?: Call
  /** Callers whom the row rule of the table binds; that strangers see nothing is tested without them. */
  readonly viewers?: readonly Viewer<R>[]
}

export const testCall: Call = { principal: personWith([]), correlationId: 'test-request' }

/** The contract of every reader: the same promises for every entity and every system of record. */
export function describeReader<R extends Entity, Filter, Key extends string, OrderField extends string>(
  title: string,
  readerCase: ReaderCase<R, Filter, Key, OrderField>,
): void {
  const { allIds, insert, call = testCall } = readerCase
  const keys = Object.entries(readerCase.keys) as [Key, (record: R) => string | null][]
  const filters = readerCase.filters ?? []
  /** By id, and both ways by each field. */
  const orders: readonly (Order<OrderField> | null)[] = [
    null,
    ...(Object.keys(readerCase.orders) as OrderField[]).flatMap((field) => [
      { field, direction: 'ASC' as const },
      { field, direction: 'DESC' as const },
    ]),
  ]
  const reader = () => readerCase.reader()
  const list = (request: PageRequest<Filter, OrderField>) => reader().list(request, call)

  async function everything(): Promise<readonly R[]> {
    const records = await reader().getByIds(await allIds(), call)
    return records.filter((record) => record !== null)
  }

  /** The expected sequence, sorted without the system's help. */
  function sorted(records: readonly R[], orderBy: Order<OrderField> | null): readonly string[] {
    const sign = orderBy?.direction === 'DESC' ? -1 : 1
    const sortValue = orderBy === null ? () => '' : readerCase.orders[orderBy.field]
    const ascending = (a: string | number, b: string | number) => (a === b ? 0 : a < b ? -1 : 1)
    return records.toSorted((a, b) => sign * (ascending(sortValue(a), sortValue(b)) || ascending(a.id, b.id))).map(({ id }) => id)
  }

  /** Reads pages until there is none, checking what a page says about its neighbours. */
  async function readToTheEnd(
    ask: (after: string | null) => Promise<Page<R>>,
    from: string | null = null,
  ): Promise<readonly string[]> {
    const seen: string[] = []
    let after = from
    for (;;) {
      const page: Page<R> = await ask(after)
      expect(page.cursors).toHaveLength(page.records.length)
      expect(page.hasPreviousPage).toBe(after !== null)
      seen.push(...page.records.map(({ id }) => id))
      if (!page.hasNextPage) return seen
      after = page.cursors.at(-1) ?? null
    }
  }

  describe(`${title}: reader`, () => {
    it('answers ids in the order asked, twice when asked twice, null for unknown ones, in one statement', async () => {
      const [first = '', second = ''] = await allIds()
      const asked = [second, 'unknown', first, second]

      const { result, statements } = await countingStatements(() => reader().getByIds(asked, call))

      expect(result.map((record) => record?.id ?? null)).toEqual([second, null, first, second])
      expect(statements).toBeLessThanOrEqual(1)
    })

    it('answers null to ids that no system could hold, and nothing to no ids', async () => {
      const impossible = ['', ' ', "'; drop table x; --", '\u0000', 'x'.repeat(5_000), '%', '🙂']

      expect(await reader().getByIds(impossible, call)).toEqual(impossible.map(() => null))
      expect(await reader().getByIds([], call)).toEqual([])
    })

    it('has at least five records to be tested with, each with its revision and instants', async () => {
      const records = await everything()

      expect(records.length).toBeGreaterThanOrEqual(5)
      for (const { revision, createdAt, updatedAt } of records) {
        expect(revision).toBeGreaterThanOrEqual(1)
        expect([createdAt, updatedAt]).toEqual([createdAt, updatedAt].map((text) => new Date(text).toISOString()))
      }
    })

    it.each(orders)('pages to the end in exactly the order of all records: %j', async (orderBy) => {
      const expected = sorted(await everything(), orderBy)

      for (const first of [1, 2, 3, Math.min(expected.length, 100), 100]) {
        expect(await readToTheEnd((after) => list({ orderBy, first, after }))).toEqual(expected)
      }
    })

    it('reads a page in one statement, however deep', async () => {
      const { cursors } = await list({ first: 2 })

      const { statements } = await countingStatements(() => list({ first: 2, after: cursors.at(-1) ?? null }))

      expect(statements).toBeLessThanOrEqual(1)
    })

    it('reads 20 records when no page size is given', async () => {
      const { records } = await list({ first: null })

      expect(records).toHaveLength(Math.min(20, (await allIds()).length))
    })

    it.each([0, -1, 101, 1.5, Number.NaN])('refuses a page of %d records', async (first) => {
      const pages = [list({ first }), ...keys.map(([key]) => reader().pageByKey(key, ['any'], { first }, call))]

      for (const page of pages) await expect(page).rejects.toMatchObject({ extensions: { code: 'PAGE_SIZE_OUT_OF_RANGE' } })
    })

    it('refuses what is not a cursor of this order', async () => {
      const { cursors } = await list({ first: 1 })
      const [own = ''] = cursors
      const [ordering = '', value = '', id = ''] = JSON.parse(Buffer.from(own, 'base64url').toString()) as string[]
      const forge = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
      const forged = ['x', '"', 'AAAA', own.slice(0, -4), forge(), forge('other order', value, id), forge(ordering, 1, id)]

      for (const after of [...forged, forge(ordering, `${value}\u0000`, id)]) {
        await expect(list({ after })).rejects.toMatchObject({ extensions: { code: 'BAD_CURSOR' } })
      }
      for (const orderBy of orders.filter((each) => each !== null)) {
        await expect(list({ after: own, orderBy })).rejects.toMatchObject({ extensions: { code: 'BAD_CURSOR' } })
      }
    })

    for (const { filter, matches } of filters) {
      it(`lists and counts exactly the records that match ${JSON.stringify(filter)}`, async () => {
        const all = await everything()
        const matching = all.filter(matches)
        expect(matching.length).toBeGreaterThan(0)
        expect(matching.length).toBeLessThan(all.length)

        expect(await readToTheEnd((after) => list({ filter, first: 2, after }))).toEqual(sorted(matching, null))
        expect(await reader().count(filter, call)).toBe(matching.length)
      })
    }

    it('counts all records without a filter', async () => {
      expect(await reader().count(null, call)).toBe((await allIds()).length)
    })

    for (const [key, parentOf] of keys)
      describe(`by ${key}`, () => {
        async function families(): Promise<ReadonlyMap<string, readonly R[]>> {
          const byValue = new Map<string, R[]>([['nobody', []]])
          for (const record of await everything()) {
            const value = parentOf(record)
            if (value !== null) byValue.set(value, [...(byValue.get(value) ?? []), record])
          }
          return byValue
        }

        it('finds all records of all parents in one statement', async () => {
          const expected = await families()
          expect(expected.size).toBeGreaterThan(1)

          const { result, statements } = await countingStatements(() => reader().findByKey(key, [...expected.keys()], call))

          for (const [value, records] of expected) {
            expect((result.get(value) ?? []).map(({ id }) => id).toSorted()).toEqual(records.map(({ id }) => id).toSorted())
          }
          expect(statements).toBeLessThanOrEqual(1)
        })

        it.each(orders)('reads the same page of every parent in one statement: %j', async (orderBy) => {
          const expected = await families()
          const values = [...expected.keys()]

          const { result, statements } = await countingStatements(() =>
            reader().pageByKey(key, values, { orderBy, first: 2 }, call),
          )

          expect(statements).toBeLessThanOrEqual(1)
          for (const [value, records] of expected) {
            const page = result.get(value) ?? { records: [], hasNextPage: false }
            expect(page.records.map(({ id }) => id)).toEqual(sorted(records, orderBy).slice(0, 2))
            expect(page.hasNextPage).toBe(records.length > 2)
          }
        })

        it.each(orders)('pages to the end of each parent: %j', async (orderBy) => {
          for (const [value, records] of await families()) {
            if (records.length === 0) continue
            const pageOf = async (after: string | null) => {
              const page = (await reader().pageByKey(key, [value], { orderBy, first: 1, after }, call)).get(value)
              if (page === undefined) throw new Error(`${value} has records but no page`)
              return page
            }

            expect(await readToTheEnd(pageOf)).toEqual(sorted(records, orderBy))
          }
        })

        it('counts the records of all parents in one statement, with and without a filter', async () => {
          const expected = await families()
          const values = [...expected.keys()]

          for (const { filter, matches } of [{ filter: null, matches: () => true }, ...filters]) {
            const { result, statements } = await countingStatements(() => reader().countByKey(key, values, filter, call))

            for (const [value, records] of expected) expect(result.get(value) ?? 0).toBe(records.filter(matches).length)
            expect(statements).toBeLessThanOrEqual(1)
          }
        })
      })

    describeRows({ ...readerCase, call })

    if (insert !== undefined) {
      it('neither repeats nor skips a record when others are added between two pages', async () => {
        const before = sorted(await everything(), null)
        const page = await list({ first: 2 })
        const [prefix = ''] = (before[0] ?? '').split('_')

        await insert(`${prefix}_0`) // sorts before every canonical id with this prefix

        const rest = await readToTheEnd((after) => list({ first: 2, after }), page.cursors.at(-1) ?? null)
        expect([...page.records.map(({ id }) => id), ...rest]).toEqual(before)
      })
    }
  })
}
