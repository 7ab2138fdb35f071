import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PARTNER_VARIANTS } from '../../contracts/variants/variant-rules.ts'
import { subgraphKey } from '../../contracts/wire/envelope.ts'
import type { Level } from '../../gateway/documents/level.ts'
import { clientSecret, type DataDirectory, type Secrets } from '../data-directory.ts'
import { CLI_CLIENT_ID } from '../identity-provider/cli-client.ts'
import { PERSONAS } from '../identity-provider/personas.ts'
import { GRAPH_AUDIENCE } from '../identity-provider/resource.ts'
import { SUBGRAPHS, type SubgraphName } from '../subgraph-names.ts'
import type { PartDefinition } from './part-process.ts'
import type { StackPorts } from './ports.ts'

/** One of the workers, counted from 1. */
export type WorkerPart = `worker-${number}`
export type ProcessPart = 'gateway' | WorkerPart | 'subgraphs' | 'identity-provider'

export const workerParts = (count: number): readonly WorkerPart[] =>
  Array.from({ length: count }, (_, index): WorkerPart => `worker-${index + 1}`)

/** The processes of a running graph, in the order in which they stop. The database stops after all of them. */
export const stopOrder = (workers: number): readonly ProcessPart[] => [
  'gateway',
  ...workerParts(workers),
  'subgraphs',
  'identity-provider',
]

export interface PartContext {
  readonly directory: DataDirectory
  readonly secrets: Secrets
  readonly ports: StackPorts
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const HOST = '127.0.0.1'
/** OAuth client of the worker: its steps call the graph like any other service. */
const WORKER_CLIENT_ID = 'svc_orchestrator'
/** Clients through which the firm's own people and services call. */
const FIRM_CLIENT_IDS: readonly string[] = [
  CLI_CLIENT_ID,
  ...PERSONAS.filter(({ kind, partner }) => kind === 'client' && partner === null).map(({ name }) => name),
]

export const gatewayUrl = (ports: StackPorts) => `${at(ports.gateway)}/graphql`
export const issuerUrl = (ports: StackPorts) => at(ports['identity-provider'])
export const subgraphReadyUrl = (ports: StackPorts, name: SubgraphName) => `${at(ports[name])}/health/ready`

export function identityProviderPart({ directory, ports }: PartContext): PartDefinition {
  return {
    name: 'identity-provider',
    script: path.join(ROOT, 'scripts/identity-provider/main.ts'),
    env: { PORT: String(ports['identity-provider']), DATA_DIR: directory.root, SECRETS: directory.secrets },
    readyUrls: [`${issuerUrl(ports)}/health/ready`],
    log: path.join(directory.logs, 'identity-provider.log'),
  }
}

/**
 * Writes the gateway's configuration and defines its process. It starts before the database does, and is ready once the
 * database of `databaseUrl`, its own login, is what it needs.
 */
export function gatewayPart(
  { directory, secrets, ports }: PartContext,
  { databaseUrl, partnerDocuments }: { readonly databaseUrl: string; readonly partnerDocuments: Level },
): PartDefinition {
  const config = {
    host: HOST,
    port: ports.gateway,
    supergraph: path.join(ROOT, 'contracts/published/supergraph.graphql'),
    subgraphs: Object.fromEntries(SUBGRAPHS.map((name) => [name, { url: `${at(ports[name])}/graphql` }])),
    issuers: [{ issuer: issuerUrl(ports), audience: GRAPH_AUDIENCE }],
    partners: { database: { ownClients: FIRM_CLIENT_IDS } },
    authorization: { mode: 'filter' },
    governance: path.join(ROOT, 'contracts/governance.config.json'),
    // Partners try the graph out here; in production each variant is opened to introspection on purpose.
    variants: Object.fromEntries(PARTNER_VARIANTS.map((name) => [name, { introspection: true }])),
    documents: {
      folder: path.join(ROOT, 'contracts/documents'),
      levels: Object.fromEntries(PARTNER_VARIANTS.map((name) => [name, partnerDocuments])),
      clients: { [WORKER_CLIENT_ID]: { manifest: path.join(ROOT, 'contracts/documents/delivery-orchestrator/manifest.json') } },
      // Every client of a kind of partner, of which the registry may bind as many as it wants.
      shared: Object.fromEntries(
        PARTNER_VARIANTS.map((name) => [name, path.join(ROOT, `contracts/documents/all-${name}s/manifest.json`)]),
      ),
    },
    audit: { directory: directory.audit },
    exposeTiming: true,
    // A file of a contract has up to 5 MB, and a third more in base64.
    bodyLimitBytes: 8_000_000,
  }
  writeFileSync(directory.gatewayConfig, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 })
  return {
    name: 'gateway',
    script: path.join(ROOT, 'gateway/main.ts'),
    env: {
      GATEWAY_CONFIG: directory.gatewayConfig,
      ENVELOPE_KEYS: keyList(secrets.envelopeKeys),
      GATEWAY_DATABASE_URL: databaseUrl,
      AUDIT_KEYS: keyList(secrets.auditKeys),
    },
    readyUrls: [`${at(ports.gateway)}/health/ready`],
    log: path.join(directory.logs, 'gateway.log'),
  }
}

/** All six subgraphs in one process (`subgraph-host.ts`). */
export function subgraphsPart(
  { directory, secrets, ports }: PartContext,
  urlFor: (name: SubgraphName) => string,
): PartDefinition {
  const environmentOf = (name: SubgraphName) => ({
    PORT: String(ports[name]),
    HOST,
    DATABASE_URL: urlFor(name),
    ENVELOPE_KEYS: keyList(secrets.envelopeKeys.map((key) => subgraphKey(key, `subgraph:${name}`))),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    ...(name === 'crm' && { DOCUMENTS_DIR: directory.documents }),
  })
  return {
    name: 'subgraphs',
    script: path.join(ROOT, 'scripts/start/subgraph-host.ts'),
    env: { SUBGRAPH_ENVIRONMENTS: JSON.stringify(Object.fromEntries(SUBGRAPHS.map((name) => [name, environmentOf(name)]))) },
    readyUrls: SUBGRAPHS.map((name) => subgraphReadyUrl(ports, name)),
    log: path.join(directory.logs, 'subgraphs.log'),
  }
}

export interface WorkerOptions {
  readonly name: WorkerPart
  /** Endpoint through which the worker calls the systems: the gateway, or something in between. */
  readonly gatewayUrl: string
}

export function workerPart(
  { directory, secrets, ports }: PartContext,
  urlFor: (name: SubgraphName) => string,
  { name, gatewayUrl }: WorkerOptions,
): PartDefinition {
  return {
    name,
    script: path.join(ROOT, 'subgraphs/delivery/worker.ts'),
    env: {
      DATABASE_URL: urlFor('delivery'),
      GATEWAY_URL: gatewayUrl,
      TOKEN_URL: `${issuerUrl(ports)}/token`,
      CLIENT_ID: WORKER_CLIENT_ID,
      CLIENT_SECRET: clientSecret(secrets, WORKER_CLIENT_ID),
    },
    // It serves nobody: it is ready while it runs, and takes up what waits as soon as it can.
    readyUrls: [],
    // All workers write to one log, so that the story of a run that moved between them stays in one place; lines carry the pid.
    log: path.join(directory.logs, 'worker.log'),
  }
}

const at = (port: number) => `http://${HOST}:${port}`
const keyList = (keys: Secrets['envelopeKeys']) => keys.map(({ id, secret }) => `${id}:${secret}`).join(',')
