import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { digestOfDocument } from '../../../contracts/wire/trusted-document.ts'
import { freePort } from '../../free-port.ts'
import { type PartProcess, startPart } from '../../start/part-process.ts'
import { AUDIENCE, createCallers } from './callers.ts'
import { DOCUMENTS, type DocumentName, fixtureSubgraphs } from './fixture-graph.ts'
import type { Rung } from './ladder.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CLIENT_ID = 'bench'
const SECRETS = {
  ENVELOPE_KEYS: 'bench:bench-envelope-secret-of-no-worth-at-all',
  AUDIT_KEYS: 'bench:bench-audit-secret-that-is-of-no-worth-at-all',
}

/** One running gateway, and how it is asked. */
export interface BenchGateway {
  readonly rung: Rung
  readonly origin: string
  pid(): number
  /** Headers of the n-th request. */
  headers(n: number): Readonly<Record<string, string>>
  body(document: DocumentName, variables: Readonly<Record<string, unknown>>): string
}

export interface BenchGateways {
  readonly gateways: readonly BenchGateway[]
  stop(): Promise<void>
}

/** Starts the subgraphs and one gateway a rung, each in a process of its own, over the same subgraphs. */
export async function startBenchGateways(
  rungs: readonly Rung[],
  {
    folder,
    databaseUrl,
    report,
  }: { readonly folder: string; readonly databaseUrl: string; readonly report: (line: string) => void },
): Promise<BenchGateways> {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const { keySet, authorizations } = createCallers(issuer, CLIENT_ID)
  writeManifest(path.join(folder, CLIENT_ID))
  for (const hasRules of [true, false]) writeFileSync(supergraphFile(folder, hasRules), supergraphOf(issuer, hasRules))
  const log = path.join(folder, 'processes.log')
  const parts: PartProcess[] = []
  const stop = async () => void (await Promise.all(parts.toReversed().map((part) => part.stop())))

  function launch(name: string, script: string, env: Readonly<Record<string, string>>, readyUrl: string): PartProcess {
    const part = startPart({ name, script: path.join(ROOT, script), env, readyUrls: [readyUrl], log }, report)
    parts.push(part)
    return part
  }

  try {
    const fixture = { FIXTURE_PORT: String(port), FIXTURE_JWKS: keySet, ENVELOPE_KEYS: SECRETS.ENVELOPE_KEYS }
    await launch('subgraphs', 'scripts/bench/governance/fixture-main.ts', fixture, issuer).ready()
    const gateways: BenchGateway[] = []
    for (const [at, rung] of rungs.entries()) {
      const gatewayPort = await freePort()
      const file = path.join(folder, `gateway-${at}.json`)
      writeFileSync(file, JSON.stringify(configOf(rung, { folder, at, port: gatewayPort, issuer })))
      const env = {
        GATEWAY_CONFIG: file,
        ...(rung.envelope && { ENVELOPE_KEYS: SECRETS.ENVELOPE_KEYS }),
        ...(rung.audit && { AUDIT_KEYS: SECRETS.AUDIT_KEYS, GATEWAY_DATABASE_URL: databaseUrl }),
      }
      const origin = `http://127.0.0.1:${gatewayPort}`
      const part = launch(`gateway ${rung.name}`, 'gateway/main.ts', env, `${origin}/health/ready`)
      gateways.push({
        rung,
        origin,
        pid: () => part.pid ?? 0,
        headers: (n) => ({
          'content-type': 'application/json',
          ...(rung.identity && { authorization: authorizations[n % authorizations.length] ?? '' }),
        }),
        body: (document, variables) => JSON.stringify({ ...askFor(rung, document), variables }),
      })
    }
    await Promise.all(parts.map((part) => part.ready()))
    return { gateways, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const askFor = ({ documents }: Rung, name: DocumentName) =>
  documents ? { documentId: digestOfDocument(parse(DOCUMENTS[name])) } : { query: DOCUMENTS[name] }

const supergraphFile = (folder: string, hasRules: boolean) => path.join(folder, hasRules ? 'ruled.graphql' : 'open.graphql')

/** Log lines are written as in production: a line a request. */
function configOf(
  rung: Rung,
  { folder, at, port, issuer }: { readonly folder: string; readonly at: number; readonly port: number; readonly issuer: string },
) {
  return {
    port,
    supergraph: supergraphFile(folder, rung.policies),
    anonymous: !rung.identity,
    ...(rung.identity && { issuers: [{ issuer, audience: AUDIENCE, jwksUri: `${issuer}/jwks` }] }),
    ...(rung.policies && { authorization: {}, governance: path.join(ROOT, 'contracts/governance.config.json') }),
    ...(rung.documents && {
      documents: { clients: { [CLIENT_ID]: { manifest: path.join(folder, CLIENT_ID, 'manifest.json'), level: 'id-only' } } },
    }),
    ...(rung.audit && { audit: { directory: path.join(folder, `audit-${at}`), writer: `bench-${at}` } }),
  }
}

function writeManifest(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const entries = Object.entries(DOCUMENTS).map(([name, text]) => {
    writeFileSync(path.join(folder, `${name}.graphql`), text)
    const type = text.startsWith('mutation') ? 'mutation' : 'query'
    return [digestOfDocument(parse(text)), { name, file: `${name}.graphql`, type }]
  })
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(Object.fromEntries(entries)))
}

function supergraphOf(origin: string, hasRules: boolean): string {
  const services = fixtureSubgraphs({ hasRules }).map(({ name, sdl }) => ({
    name,
    url: `${origin}/${name}`,
    typeDefs: parse(sdl),
  }))
  const { errors, supergraphSdl } = composeServices(services)
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'))
  return supergraphSdl
}
