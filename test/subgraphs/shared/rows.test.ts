import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type RawBuilder, sql } from 'kysely'
import { type Conjunction, isRowVisible, type RowRule, type Visibility } from '../../../policies/index.ts'
import { visibilityOf } from '../../../policies/rows/visibility.ts'
import { type Database, openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { accessOf, bindRows } from '../../../subgraphs/shared/postgres/rows.ts'
import { createTestDatabase } from '../../support/database.ts'
import { personWith } from '../../support/subgraph-client.ts'

const ATTRIBUTES = ['one', 'many'] as const
type Attribute = (typeof ATTRIBUTES)[number]

const CONDITIONS: { readonly [Each in Attribute]: (values: readonly string[]) => RawBuilder<unknown> } = {
  one: (values) => sql`t.one = any(${values})`,
  many: (values) => sql`t.many && ${values}::text[]`,
}
const ruleOf = (visible: Visibility<Attribute>, changeable = visible): RowRule<Attribute> => ({
  entity: 'Thing',
  attributes: ATTRIBUTES,
  because: 'test',
  visibleTo: () => visible,
  changeableBy: () => changeable,
})

const text = fc.constantFrom('a', 'b', "c'; --", 'ü%_')
const row = fc.record({ one: fc.option(text), many: fc.array(text, { maxLength: 3 }) })
const conjunction: fc.Arbitrary<Conjunction<Attribute>> = fc.record(
  { one: fc.array(text, { maxLength: 2 }), many: fc.array(text, { maxLength: 2 }) },
  { requiredKeys: [] },
)
const visibility = fc.oneof(
  { weight: 8, arbitrary: fc.array(conjunction, { maxLength: 3 }).map((list) => visibilityOf(ATTRIBUTES, list)) },
  { weight: 1, arbitrary: fc.constant<Visibility<Attribute>>('everything') },
)

describe('bindRows', () => {
  let db: Database
  let drop: () => Promise<void>
  const anybody = personWith([])
  const call = { principal: anybody, correlationId: 'rows' }

  beforeAll(async () => {
    const database = await createTestDatabase({ schemas: ['psa'] })
    db = openDatabase(database.adminUrl, { name: 'rows test' })
    await sql`create table psa.thing (id text primary key, one text, many text[] not null)`.execute(db)
    drop = () => database.drop()
  })
  afterAll(async () => {
    await db.destroy()
    await drop()
  })

  it('selects exactly the rows that the rule means, for any rule and any rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 6 }), visibility, visibility, async (rows, visible, changeable) => {
        await sql`delete from psa.thing`.execute(db)
        for (const [index, { one, many }] of rows.entries()) {
          await sql`insert into psa.thing values (${String(index)}, ${one}, ${many})`.execute(db)
        }
        const binding = bindRows(ruleOf(visible, changeable), CONDITIONS)
        const found = await sql<{ id: string }>`select t.id from psa.thing t
          where true ${binding.visibleTo(anybody) === null ? sql`` : sql`and ${binding.visibleTo(anybody)}`} order by 1`.execute(
          db,
        )
        const source = { from: 'psa.thing', rows: binding }
        const access = await Promise.all(rows.map((_, index) => accessOf(db, source, String(index), call)))

        const expected = rows.map((each) => isRowVisible(visible, each))
        expect(found.rows.map(({ id }) => Number(id))).toEqual(expected.flatMap((is, index) => (is ? [index] : [])))
        expect(access).toEqual(
          rows.map((each, index) => (!expected[index] ? 'invisible' : isRowVisible(changeable, each) ? 'changeable' : 'visible')),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('adds nothing for whoever sees everything, and finds nothing under an id that there is not', async () => {
    const open = bindRows(ruleOf('everything'), CONDITIONS)
    const bound = bindRows(ruleOf({ anyOf: [{ one: ['a'] }] }), CONDITIONS)

    expect([open.visibleTo(anybody), open.changeableBy(anybody)]).toEqual([null, null])
    expect(await accessOf(db, { from: 'psa.thing', rows: bound }, 'none', call)).toBe('invisible')
  })
})
