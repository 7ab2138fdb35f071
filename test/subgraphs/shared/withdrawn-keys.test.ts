import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { contactTable } from '../../../subgraphs/crm/adapters/postgres/contact.ts'
import type { Contact, NoFilter } from '../../../subgraphs/crm/port.ts'
import { type Database, openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { createReader, type TableReader } from '../../../subgraphs/shared/postgres/reader.ts'
import { createWriter } from '../../../subgraphs/shared/postgres/write.ts'
import { type OpenedPostgresCrm, openPostgresCrm } from '../crm/open-postgres-crm.ts'
import { callOf } from '../crm/port-contract.ts'

const CALL = callOf('tester')
let opened: OpenedPostgresCrm
let db: Database
let write: ReturnType<typeof createWriter>
let contacts: TableReader<Contact, NoFilter, 'accountId'>

beforeAll(async () => {
  opened = await openPostgresCrm()
  db = openDatabase(opened.url, { name: 'withdrawn keys test', maxConnections: 40 })
  write = createWriter(db, 'crm')
  contacts = createReader(db, contactTable)
})
afterAll(async () => {
  await db.destroy()
  await opened.close()
})

/** A write that begins, waits for `before`, and only then touches the record: no lock of the record protects it until then. */
const mark = (id: string, idempotencyKey: string, before: () => Promise<void>) =>
  write({ operation: 'mark', input: { id }, options: { idempotencyKey }, call: CALL, on: [] }, contacts, async (tx) => {
    await before()
    await sql`update crm.contact set do_not_contact = true where id = ${id}`.execute(tx)
    return { ok: true, id }
  })
const unmark = (id: string, idempotencyKey: string) =>
  write({ operation: 'unmark', input: { id }, options: { idempotencyKey }, call: CALL, on: [] }, contacts, async (tx) => {
    await sql`update crm.contact set do_not_contact = false where id = ${id}`.execute(tx)
    return { ok: true, id }
  })
const isMarked = async (id: string) => (await opened.system.contacts.getByIds([id], CALL))[0]?.doNotContact
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('withdrawn keys', () => {
  it('keep an undo from answering before the write that it takes back has ended', async () => {
    const order: string[] = []
    let go = () => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const written = mark('con_1', 'hung:part', async () => {
      begin()
      await gate
    }).then(() => order.push('written'))
    await begun
    const undone = unmark('con_1', 'hung:undo').then(() => order.push('undone'))
    await sleep(150)
    go()
    await Promise.all([written, undone])

    expect(order).toEqual(['written', 'undone'])
    expect(await isMarked('con_1')).toBe(false)
  })

  it('leave no effect of 50 writes after their undo has answered, whichever of the two began first', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `con_race${index}`)
    for (const id of ids) await opened.insert('crm.contact', id)
    const pair = async (id: string) => {
      const written = sleep(Math.random() * 150).then(() => mark(id, `race:${id}`, () => sleep(Math.random() * 150)))
      const undone = sleep(Math.random() * 250).then(() => unmark(id, `race:${id}:undo`))
      await undone
      const afterUndo = await isMarked(id)
      const outcome = await written
      return { afterUndo, atEnd: await isMarked(id), code: outcome.ok ? 'DONE' : outcome.errors[0]?.code }
    }
    const outcomes = await Promise.all(ids.map(pair))

    for (const { afterUndo, atEnd } of outcomes) expect({ afterUndo, atEnd }).toEqual({ afterUndo: false, atEnd: false })
    expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(['DONE', 'KEY_WITHDRAWN']))
  })
})
