import { writeFileSync } from 'node:fs'
import path from 'node:path'
import pino from 'pino'
import { subgraphKey } from '../../contracts/wire/envelope.ts'
import type { RunningGateway } from '../../gateway/create-gateway.ts'
import { startGateway } from '../../gateway/main.ts'
import { writeRuntime } from '../../scripts/data-directory.ts'
import { bindPersonas } from '../../scripts/identity-provider/bind-personas.ts'
import { CLI_CLIENT_ID } from '../../scripts/identity-provider/cli-client.ts'
import { requestPersonaToken } from '../../scripts/identity-provider/request-token.ts'
import { GRAPH_AUDIENCE } from '../../scripts/identity-provider/resource.ts'
import { partnerCommand } from '../../scripts/partner/partner-command.ts'
import { startDeliverySubgraph } from '../../subgraphs/delivery/main.ts'
import { type IssuerFixture, startIssuerFixture } from '../scripts/identity-provider/issuer-fixture.ts'
import { type DatabaseGate, openDatabaseGate } from '../subgraphs/delivery/support/database-gate.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { waitUntil } from './wait-until.ts'

/** Milliseconds between two polls of the registry; what changes is in force after it. */
export const POLL_MS = 100

export interface Answered {
  readonly status: number
  readonly challenge: string | null
  readonly code: string | undefined
  readonly viewer: {
    readonly kind: string
    readonly subject: string
    readonly clientId: string
    readonly scopes: readonly string[]
  } | null
}

/** Registry, issuer and gateway as they run, on a database of their own; of the subgraphs, only the one with the registry. */
export interface PartnerStage {
  readonly database: TestDatabase
  readonly issuer: IssuerFixture
  readonly gatewayUrl: string
  readonly origin: string
  /** The way of the gateway to its database. */
  readonly gate: DatabaseGate
  /** Environment of the command line. */
  readonly env: Record<string, string>
  /** `npm run partner` with these arguments. */
  partner(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }>
  /** The same as JSON; throws when it fails. */
  partnerJson<Data>(...argv: readonly string[]): Promise<Data>
  personaToken(persona: string): Promise<string>
  /** Client credentials at the issuer; answers the token, or the error of RFC 6749. */
  clientToken(clientId: string, secret: string, scope?: string): Promise<{ readonly token?: string; readonly error?: string }>
  /** Who the gateway takes the bearer for. */
  whoIs(token: string): Promise<Answered>
  /** Milliseconds until the gateway refuses the token. */
  untilRefused(token: string): Promise<number>
  close(): Promise<void>
}

const MASTER = { id: 'stage', secret: 'a-master-secret-of-more-than-32-characters' }

export async function openPartnerStage(): Promise<PartnerStage> {
  const database = await createTestDatabase({ schemas: ['platform', 'delivery', 'gateway'] })
  await bindPersonas(database.adminUrl)
  const gate = await openDatabaseGate(database.urlFor('gateway'))
  gate.open()
  const issuer = await startIssuerFixture()
  const { secret } = subgraphKey(MASTER, 'subgraph:delivery')
  const delivery = await startDeliverySubgraph({
    PORT: '0',
    ENVELOPE_KEYS: `${MASTER.id}:${secret}`,
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.urlFor('delivery'),
  })
  const gateway = await startStageGateway(issuer, delivery.url, gate.url)
  const gatewayUrl = gateway.url
  const { origin, port } = new URL(gatewayUrl)
  writeRuntime(issuer.directory, {
    pid: process.pid,
    port: Number(port),
    gatewayUrl,
    issuer: issuer.provider.issuer,
    databaseUrl: database.adminUrl,
    dataDir: issuer.directory.root,
    ports: {},
  })
  await waitUntil(async () => (await fetch(`${origin}/health/ready`)).status === 200)

  const env: Record<string, string> = {}
  const partner: PartnerStage['partner'] = async (...argv) => {
    const out: string[] = []
    const err: string[] = []
    const io = { env, print: (line: string) => void out.push(line), complain: (line: string) => void err.push(line) }
    const code = await partnerCommand([...argv, '--data-dir', issuer.directory.root], io)
    return { code, out: out.join('\n'), err: err.join('\n') }
  }
  const whoIs: PartnerStage['whoIs'] = async (token) => {
    const response = await fetch(gatewayUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ viewer { kind subject clientId scopes } }' }),
    })
    const body = (await response.json()) as {
      data?: { viewer: Answered['viewer'] }
      errors?: readonly { extensions: { code: string } }[]
    }
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      code: body.errors?.[0]?.extensions.code,
      viewer: body.data?.viewer ?? null,
    }
  }

  return {
    database,
    issuer,
    gatewayUrl,
    origin,
    gate,
    env,
    partner,
    async partnerJson<Data>(...argv: readonly string[]) {
      const { code, out, err } = await partner(...argv, '--json')
      if (code !== 0) throw new Error(err)
      return JSON.parse(out) as Data // what the test asked for
    },
    personaToken: async (persona) =>
      (await requestPersonaToken({ issuer: issuer.provider.issuer, cliSecret: issuer.secretOf(CLI_CLIENT_ID), persona }))
        .access_token,
    async clientToken(clientId, clientSecret, scope) {
      const response = await fetch(`${issuer.provider.issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }),
      })
      const { access_token: token, error } = (await response.json()) as { access_token?: string; error?: string }
      return { ...(token !== undefined && { token }), ...(error !== undefined && { error }) }
    },
    whoIs,
    async untilRefused(token) {
      const startedAt = performance.now()
      await waitUntil(async () => (await whoIs(token)).status === 401, 5_000)
      return performance.now() - startedAt
    },
    async close() {
      await gateway.stop()
      await delivery.stop()
      gate.close()
      await issuer.stop()
      await database.drop()
    },
  }
}

async function startStageGateway(issuer: IssuerFixture, deliveryUrl: string, databaseUrl: string): Promise<RunningGateway> {
  const config = path.join(issuer.directory.root, 'gateway.json')
  const settings = {
    port: 0,
    supergraph: path.resolve('contracts/published/supergraph.graphql'),
    subgraphs: { delivery: { url: deliveryUrl } },
    issuers: [{ issuer: issuer.provider.issuer, audience: GRAPH_AUDIENCE }],
    partners: { database: { pollMs: POLL_MS, ownClients: [CLI_CLIENT_ID] } },
    authorization: {},
    governance: path.resolve('contracts/governance.config.json'),
    documents: { levels: { client: 'off', subcontractor: 'off', reseller: 'off' } },
    live: { pollMs: 100, idleMs: 500 },
    logLevel: 'silent',
  }
  writeFileSync(config, JSON.stringify(settings))
  const env = {
    GATEWAY_CONFIG: config,
    GATEWAY_DATABASE_URL: databaseUrl,
    ENVELOPE_KEYS: `${MASTER.id}:${MASTER.secret}`,
  }
  return startGateway({ env, log: pino({ level: 'silent' }) })
}
