import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { EventDraft } from '../../../subgraphs/shared/events.ts'
import { type Database, openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { createOutbox, emitEvent } from '../../../subgraphs/shared/postgres/outbox.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'

let database: TestDatabase
let db: Database

beforeAll(async () => {
  database = await createTestDatabase({ schemas: ['crm'] })
  db = openDatabase(database.urlFor('crm'), { name: 'outbox test' })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})
beforeEach(() => query(database.adminUrl, 'delete from crm.outbox_event'))

const outbox = () => createOutbox(db, 'crm')
const kickoff = (projectId: string): EventDraft => ({
  type: 'kickoff.completed',
  version: 1,
  subjectId: projectId,
  payload: { projectId },
  correlationId: 'request-1',
  actor: 'svc_orchestrator',
})
const emit = (...projectIds: readonly string[]) =>
  db.transaction().execute(async (transaction) => {
    for (const id of projectIds) await emitEvent(transaction, 'crm', kickoff(id))
  })
const subjects = async (first = 100) => (await outbox().pending(first)).map(({ subjectId }) => subjectId)

describe('outbox', () => {
  it('answers what was committed, oldest first, with everything that the consumer needs', async () => {
    await emit('prj_1', 'prj_2')
    await emit('prj_3')

    expect(await subjects()).toEqual(['prj_1', 'prj_2', 'prj_3'])
    expect(await subjects(2)).toEqual(['prj_1', 'prj_2'])
    expect(await outbox().pending(1)).toMatchObject([
      {
        id: expect.stringMatching(/^dev_[0-9a-z]{20}$/),
        type: 'kickoff.completed',
        version: 1,
        payload: { projectId: 'prj_1' },
        correlationId: 'request-1',
        actor: 'svc_orchestrator',
        occurredAt: expect.stringMatching(/^\d{4}-.*Z$/),
        recordedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ])
  })

  it('has no event of a transaction that was rolled back', async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await emitEvent(transaction, 'crm', kickoff('prj_lost'))
      throw new Error('the change failed')
    })

    await expect(failing).rejects.toThrow('the change failed')
    expect(await subjects()).toEqual([])
  })

  it('refuses an event that the registry does not know, and the change with it', async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await emitEvent(transaction, 'crm', kickoff('prj_lost'))
      await emitEvent(transaction, 'crm', { ...kickoff('prj_1'), payload: {} } as unknown as EventDraft)
    })

    await expect(failing).rejects.toThrow(TypeError)
    expect(await subjects()).toEqual([])
  })

  it('still delivers an event whose transaction began first and committed last', async () => {
    let commit = () => {}
    const held = new Promise<void>((resolve) => {
      commit = resolve
    })
    let written = () => {}
    const first = new Promise<void>((resolve) => {
      written = resolve
    })
    const slow = db.transaction().execute(async (transaction) => {
      await emitEvent(transaction, 'crm', kickoff('prj_slow'))
      written()
      await held
    })
    await first
    await emit('prj_fast')
    const seen = await outbox().pending(100)
    await outbox().acknowledge(seen.map(({ id }) => id))
    commit()
    await slow

    expect(seen.map(({ subjectId }) => subjectId)).toEqual(['prj_fast'])
    expect(await subjects()).toEqual(['prj_slow'])
  })

  it('delivers an event again until it is acknowledged, and then never', async () => {
    await emit('prj_1', 'prj_2')
    const [event] = await outbox().pending(1)
    const ids = [event?.id ?? '']

    expect(await subjects()).toEqual(['prj_1', 'prj_2'])
    expect(await outbox().acknowledge(ids)).toBe(1)
    expect(await outbox().acknowledge([...ids, 'dev_unknown'])).toBe(0)
    expect(await subjects()).toEqual(['prj_2'])
  })

  it('forgets what was acknowledged more than 30 days ago, and never what was not', async () => {
    await emit('prj_old', 'prj_recent', 'prj_waiting')
    await query(
      database.adminUrl,
      `update crm.outbox_event set recorded_at = now() - interval '90 days';
       update crm.outbox_event set acknowledged_at = now() - interval '31 days' where subject_id = 'prj_old';
       update crm.outbox_event set acknowledged_at = now() - interval '29 days' where subject_id = 'prj_recent'`,
    )
    await outbox().acknowledge([])

    const rows = await query<{ subject_id: string }>(database.adminUrl, 'select subject_id from crm.outbox_event order by 1')
    expect(rows.map((row) => row.subject_id)).toEqual(['prj_recent', 'prj_waiting'])
  })
})
