import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Kind, parse } from 'graphql'
import { type AuditEntry, AuditRecord } from '../../../contracts/wire/audit-record.ts'
import { useAudit } from '../../../gateway/audit/use-audit.ts'
import { createRecord, type Exchange } from '../../../gateway/context.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { openEventStream } from '../../support/event-stream.ts'
import { query } from '../../support/query.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { type GatewayUnderTest, startGatewayOver, tokenOf } from '../support/gateway-under-test.ts'
import { type LittleDelivery, startLittleDelivery } from '../support/little-delivery.ts'
import { person } from '../support/principal.ts'
import { AUDIT_KEY, AUDIT_SECRET } from './audited-gateway.ts'

describe('the audit of streams', () => {
  let database: TestDatabase
  let delivery: LittleDelivery
  let gateway: GatewayUnderTest
  let folder: string
  beforeAll(async () => {
    database = await createTestDatabase({ schemas: ['platform', 'gateway'] })
    folder = mkdtempSync(join(tmpdir(), 'gateway-audit-'))
    delivery = await startLittleDelivery()
    gateway = await startGatewayOver([delivery], {
      config: { live: { pollMs: 20, idleMs: 40 }, audit: { directory: folder, flushMs: 10 } },
      databaseUrl: database.urlFor('gateway'),
      auditSecrets: [AUDIT_SECRET],
      nowMs: Date.now,
    })
  })
  afterAll(async () => {
    await gateway.stop()
    await delivery.stop()
    await database.drop()
    rmSync(folder, { recursive: true })
  })

  async function requests() {
    const rows = await query<{ record: string }>(database.adminUrl, 'select record from gateway.audit_record order by sequence')
    return rows
      .map(({ record }) => AuditRecord.parse(JSON.parse(record)).entry)
      .flatMap((entry) => (entry.kind === 'request' ? [entry] : []))
  }

  it('records a stream once, however often it looks, and the question of the gateway itself once', async () => {
    delivery.setRun('run_a', 'RUNNING')
    await waitUntil(async () => (await fetch(`${gateway.origin}/health/ready`)).status === 200)
    const authorization = tokenOf(person(['delivery:read'], { clientId: 'console' }))
    const stream = await openEventStream(`${gateway.origin}/live/runs/run_a`, { authorization, 'x-request-id': 'stream-1' })
    for (let event = 1; event <= 5; event += 1) {
      delivery.write('run_a')
      await stream.until(({ events }) => events.length === event)
    }
    const looks = delivery.asked('workflowRun')
    await waitUntil(() => delivery.asked('workflowRun') > looks + 2 && delivery.asked('changedRuns') > 5)
    await waitUntil(async () => (await requests()).length >= 2)
    const recorded = await requests()
    await stream.close() // which may cut a look short, and that is another outcome

    expect(recorded).toHaveLength(2)
    expect(recorded.map(({ caller, requestId }) => [caller?.client, requestId === 'stream-1'])).toEqual(
      expect.arrayContaining([
        ['console', true],
        ['gateway', false],
      ]),
    )
  })
})

describe('the looks of one stream', () => {
  it('are recorded again when the owner of the data decides what it had not decided before', async () => {
    const recorded: AuditEntry[] = []
    const trail = { record: (entry: AuditEntry) => void recorded.push(entry) }
    const stage = useAudit({ trail, key: AUDIT_KEY, policyVersion: 'p' })
    const document = parse('query Plan { plan { owner } }')
    const definition = document.definitions[0]
    if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('unreachable')
    const exchange: Exchange = {
      method: 'GET',
      path: '/live/runs/run_a',
      search: '',
      headers: {},
      headersDistinct: {},
      readBody: async () => new Uint8Array(),
      requestId: 'stream-2',
      parameters: {},
      principal: person([]),
      expiresAtSeconds: null,
      refusedNow: () => null,
      signal: new AbortController().signal,
      record: createRecord(),
    }
    const verdict = {
      subgraph: 'psa',
      coordinate: 'Plan.owner',
      policy: 'segregation_of_duties',
      reason: 'the actor requested it',
    }
    for (const allowed of [true, true, false, true]) {
      await stage.run(
        { exchange, document, definition, operationName: undefined, variables: {}, planKey: 'k', obligations: [] },
        async ({ trace }) => {
          trace?.subgraphVerdicts.set('it', { ...verdict, allowed })
          if (trace) trace.verdicts = [{ rule: 'policies', decision: 'granted', coordinates: ['Plan.owner'] }]
          return { data: {} }
        },
      )
    }

    expect(recorded.map((entry) => entry.kind === 'request' && entry.subgraphVerdicts[0]?.allowed)).toEqual([true, false])
  })
})
