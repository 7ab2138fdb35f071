import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, connect as tcpConnect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import type { RunningGateway } from '../../gateway/create-gateway.ts'
import { startGateway } from '../../gateway/main.ts'
import { clientSecret, dataDirectory, readSecrets } from '../../scripts/data-directory.ts'
import { approveHandoff } from '../../scripts/demo/approve-handoff.ts'
import { acceptOpportunity, awaitsPeople, hasEnded, startHandoff, watchHandoff } from '../../scripts/demo/handoff.ts'
import { freePort } from '../../scripts/free-port.ts'
import { CLI_CLIENT_ID } from '../../scripts/identity-provider/cli-client.ts'
import { requestPersonaToken } from '../../scripts/identity-provider/request-token.ts'
import { HANDOFF_READY } from '../../scripts/seed/stories/handoff-ready.ts'
import { type OpenEventStream, openEventStream } from '../support/event-stream.ts'
import { query } from '../support/query.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'
import { silentStage } from '../support/silent-stage.ts'
import { waitUntil } from '../support/wait-until.ts'

let stack: SharedStack
const open: OpenEventStream[] = []
beforeAll(async () => {
  stack = await sharedStack()
})
afterEach(() => Promise.all(open.splice(0).map((stream) => stream.close())))

const stage = () => silentStage(stack)

async function follow(
  address: string,
  persona: string,
  { lastEventId = '', origin = new URL(stack.url).origin, token = '' } = {},
): Promise<OpenEventStream> {
  const authorization = `Bearer ${token || (await stack.tokenOf(persona))}`
  const resume: Record<string, string> = lastEventId === '' ? {} : { 'last-event-id': lastEventId }
  const stream = await openEventStream(`${origin}/live/${address}`, { authorization, ...resume })
  open.push(stream)
  return stream
}

/** Accepts and starts a handoff; answers it with its run. */
async function begin(opportunityId: string) {
  await acceptOpportunity(stage(), opportunityId)
  const handoffId = await startHandoff(stage(), opportunityId)
  return watchHandoff(stage(), handoffId, new Set(), () => true)
}

const untilPeople = (handoffId: string) => watchHandoff(stage(), handoffId, new Set(), awaitsPeople)

/** Takes a handoff through provisioning and back again: a long way to an end that needs nobody's calendar. */
async function provisionAndCancel(handoffId: string, runId: string): Promise<void> {
  await approveHandoff(stage(), handoffId, new Set(), 'delivery_ops_deputy')
  await watchHandoff(stage(), handoffId, new Set(), ({ status }) => status === 'STAFFING')
  const { cancelRun } = await stack
    .as('delivery_ops')
    .ask<{ cancelRun: { userErrors: readonly object[] } }>(
      'mutation($i: CancelRunInput!) { cancelRun(input: $i) { userErrors { code } } }',
      { i: { idempotencyKey: `cancel:${runId}`, runId, reason: 'The client withdrew.' } },
    )
  expect(cancelRun.userErrors).toEqual([])
}

/** Ids of the events of a run, as the log has them. */
async function writtenOf(runId: string): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(
    stack.runtime.databaseUrl,
    `select sequence::text as id from delivery.handoff_event where run_id = '${runId}' order by handoff_event.sequence`,
  )
  return rows.map(({ id }) => id)
}

const idsOf = (...streams: readonly OpenEventStream[]) => streams.flatMap(({ events }) => events).flatMap(({ id }) => id ?? [])

describe('following a handoff live', () => {
  it('shows every event once, across a broken connection, until the run has ended', async () => {
    const { id, run } = await begin(HANDOFF_READY.at(-1) as string)
    const inbox = await follow('inbox', 'legal')
    const before = await follow(`runs/${run.id}`, 'delivery_ops')
    await before.until(({ events }) => events.length >= 4)
    await before.close()

    await untilPeople(id)
    const after = await follow(`runs/${run.id}`, 'project_manager', { lastEventId: before.lastEventId })
    await after.until(({ events }) => events.some(({ event }) => event === 'run.waiting'))
    await provisionAndCancel(id, run.id)
    await after.until(({ ended }) => ended, 30_000)

    expect(idsOf(before, after)).toEqual(await writtenOf(run.id))
    expect(after.events.at(-1)).toMatchObject({ event: 'end', data: { status: 'CANCELLED' } })
    expect(after.events.find(({ data }) => data?.stepKey === 'H10' && data.toState === 'COMPLETED')?.data?.summary).toMatch(
      /^Step H10 \(.+\) was completed\.$/,
    )
    const approvals = inbox.events.filter(({ data }) => data?.runId === run.id)
    expect(approvals.map(({ event }) => event)).toEqual(['approval.requested', 'approval.approved'])
    expect(approvals.every(({ data }) => data?.summary?.startsWith('The approval by legal '))).toBe(true)
  }, 90_000)

  it.each([
    ['a caller without the scope', 'consultant', 403, 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ['a partner, to whom streams do not exist', 'client_acme', 404, 'NOT_FOUND'],
    ['a run that does not exist', 'delivery_ops', 404, 'NOT_FOUND'],
  ])('refuses %s', async (_, persona, status, code) => {
    const stream = await follow('runs/run_doesnotexist', persona)

    expect([stream.status, stream.refusal?.errors[0]?.extensions.code]).toEqual([status, code])
  })

  it('ends with the access token', async () => {
    const cliSecret = clientSecret(readSecrets(dataDirectory(stack.dataDir)), CLI_CLIENT_ID)
    const { issuer } = stack.runtime
    const { access_token: token } = await requestPersonaToken({ issuer, cliSecret, persona: 'legal', expiresInSeconds: 6 })
    const startedAt = Date.now()
    const stream = await follow('inbox', 'legal', { token })

    await stream.until(({ ended }) => ended)

    expect(stream.events.at(-1)).toMatchObject({ id: null, event: 'token-expired' })
    expect(Date.now() - startedAt).toBeGreaterThan(1_500)
  })
})

/** A second gateway, whose way to the orchestration can be closed and opened again. */
describe('following a handoff while the orchestration is away', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'delivery-graph-live-'))
  let gateway: RunningGateway
  let port: number
  let way: Server
  let sockets: Set<{ destroy(): unknown }>

  async function openWay(): Promise<void> {
    const { port: target, hostname } = new URL(deliveryUrl())
    sockets = new Set()
    way = createServer((socket) => {
      const onward = tcpConnect(Number(target), hostname)
      for (const [from, to] of [[socket, onward] as const, [onward, socket] as const]) {
        sockets.add(from)
        from.on('error', () => to.destroy()).pipe(to)
      }
    })
    await new Promise<void>((resolve) => way.listen(port, '127.0.0.1', resolve))
  }
  async function closeWay(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => way.close(resolve))
  }
  const config = () => JSON.parse(readFileSync(stack.gatewayConfig, 'utf8')) as { subgraphs: { delivery: { url: string } } }
  const deliveryUrl = () => config().subgraphs.delivery.url

  beforeAll(async () => {
    port = await freePort()
    await openWay()
    const file = path.join(scratch, 'gateway.json')
    const subgraphs = { ...config().subgraphs, delivery: { url: `http://127.0.0.1:${port}/graphql` } }
    writeFileSync(file, JSON.stringify({ ...config(), port: 0, subgraphs, audit: undefined })) // its folder belongs to one process
    const env = { ...stack.gatewayEnv, GATEWAY_CONFIG: file }
    gateway = await startGateway({ env, log: pino({ level: 'silent' }) })
    await waitUntil(async () => (await fetch(new URL('/health/ready', gateway.url))).ok)
  })
  afterAll(async () => {
    await gateway.stop()
    await closeWay()
    rmSync(scratch, { recursive: true, force: true })
  })

  it('keeps the stream open, and misses nothing that happened meanwhile', async () => {
    const { id, run } = await begin(HANDOFF_READY.at(-2) as string)
    await untilPeople(id)
    const stream = await follow(`runs/${run.id}`, 'delivery_ops', { origin: new URL(gateway.url).origin })
    await stream.until(({ events }) => events.some(({ event }) => event === 'run.waiting'))

    await closeWay()
    const seen = stream.events.length
    await provisionAndCancel(id, run.id)
    await watchHandoff(stage(), id, new Set(), hasEnded)
    expect([stream.events.length, stream.ended]).toEqual([seen, false])
    await openWay()
    await stream.until(({ ended }) => ended, 20_000)

    expect(idsOf(stream)).toEqual(await writtenOf(run.id))
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: { status: 'CANCELLED' } })
  }, 90_000)
})
