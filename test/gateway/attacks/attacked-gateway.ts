import { connect } from 'node:net'
import pino from 'pino'
import { createAuthenticator } from '../../../gateway/authentication/create-authenticator.ts'
import { IssuerConfig } from '../../../gateway/authentication/issuer-config.ts'
import { GatewayConfig } from '../../../gateway/config.ts'
import { createGateway } from '../../../gateway/create-gateway.ts'
import { type LocalIssuer, newSigningKey, startLocalIssuer } from '../authentication/local-issuer.ts'
import { compose } from '../support/compose.ts'
import { ENVELOPE_KEY } from '../support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from '../support/little-subgraph.ts'

/** The gateway as it is deployed: real sockets, real tokens of a real issuer, and a subgraph that records what reaches it. */
export interface AttackedGateway {
  readonly origin: string
  readonly issuer: LocalIssuer
  /** Trusted too, with keys of its own. */
  readonly otherIssuer: LocalIssuer
  readonly subgraph: LittleSubgraph
  /** What the log says, as text. */
  readonly log: () => string
  /** Sends bytes as they are, and reads until the gateway closes or falls silent. */
  raw(text: string | Uint8Array, silenceMs?: number): Promise<RawAnswer>
  /** A good question with a good token; throws when it is not answered at once. */
  serves(): Promise<void>
  stop(): Promise<void>
}

export interface RawAnswer {
  /** Status of the first answer; 0 when there was none. */
  readonly status: number
  /** Number of answers: more than one for one request would be a smuggled request. */
  readonly answers: number
  readonly text: string
}

/** Other clients are answered within this time, whatever the attack. The machine may be busy with other tests: one of the tries counts. */
const MAX_WAIT_MS = 250
const TRIES = 8
const SILENCE_MS = 80

export async function startAttackedGateway(config: Readonly<Record<string, unknown>> = {}): Promise<AttackedGateway> {
  const issuer = await startLocalIssuer(newSigningKey('RS256'))
  const otherIssuer = await startLocalIssuer(newSigningKey('ES256'))
  const subgraph = await startLittleSubgraph({
    name: 'accounts',
    sdl: `type Account { id: ID! name: String } input Filter { name: String depth: Filter }
      type Query { accounts(first: Int, filter: Filter): [Account!] @requiresScopes(scopes: [["psa:read"]]) }
      type Mutation { close(id: ID): Boolean @requiresScopes(scopes: [["psa:read"]]) }`,
    resolvers: { Query: { accounts: () => [{ id: '1', name: 'Acme' }] }, Mutation: { close: () => true } },
    envelopeKey: ENVELOPE_KEY,
  })
  const lines: string[] = []
  const issuers = [issuer, otherIssuer].map(({ config: { issuer: url, audience, algorithms } }) =>
    IssuerConfig.parse({ issuer: url, audience, algorithms }),
  )
  const gateway = await createGateway(
    GatewayConfig.parse({ port: 0, supergraph: 'unused', issuers, authorization: {}, ...config }),
    {
      supergraphSdl: compose(subgraph),
      variantRules: new Map(),
      authenticator: createAuthenticator(issuers),
      envelopeKey: ENVELOPE_KEY,
      log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    },
  )
  const { origin, port } = new URL(gateway.url)

  return {
    origin,
    issuer,
    otherIssuer,
    subgraph,
    log: () => lines.join(''),
    raw: (text, silenceMs = SILENCE_MS) => sendRaw(Number(port), text, silenceMs),
    async serves() {
      for (let left = TRIES; left > 0; left -= 1) {
        const startedAt = performance.now()
        const response = await fetch(gateway.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${issuer.token()}` },
          body: '{"query":"{ accounts { name } }"}',
        })
        const answer = await response.text()
        if (answer !== '{"data":{"accounts":[{"name":"Acme"}]}}\n') throw new Error(`answered ${response.status} ${answer}`)
        if (performance.now() - startedAt <= MAX_WAIT_MS) return
      }
      throw new Error(`another client waited longer than ${MAX_WAIT_MS} ms, ${TRIES} times`)
    },
    async stop() {
      await gateway.stop()
      await Promise.all([subgraph.stop(), issuer.close(), otherIssuer.close()])
    },
  }
}

function sendRaw(port: number, text: string | Uint8Array, silenceMs: number): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    const settle = () => {
      socket.destroy()
      const statuses = [...received.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)]
        .map(([, status]) => Number(status))
        .filter((each) => each >= 200)
      resolve({ status: statuses[0] ?? 0, answers: statuses.length, text: received })
    }
    socket.on('data', (data) => {
      received += data.toString()
      socket.setTimeout(silenceMs)
    })
    socket.on('close', settle).on('error', settle)
    socket.setTimeout(10_000, settle)
  })
}
