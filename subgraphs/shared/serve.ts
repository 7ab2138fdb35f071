import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApolloServer, HeaderMap } from '@apollo/server'
import { unwrapResolverError } from '@apollo/server/errors'
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled'
import { buildSubgraphSchema } from '@apollo/subgraph'
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js'
import { type DocumentNode, type GraphQLFormattedError, parse } from 'graphql'
import { applyMiddleware, type IMiddlewareFunction } from 'graphql-middleware'
import pino from 'pino'
import { ENVELOPE_HEADER, openEnvelope } from '../../contracts/wire/envelope.ts'
import { ERRORS, isErrorCode } from '../../contracts/wire/errors.ts'
import type { SubgraphConfig } from './config.ts'
import type { SubgraphContext } from './context.ts'
import type { FactLoaders } from './facts.ts'
import { createMasks } from './masks.ts'
import { createNonceCache } from './nonce-cache.ts'
import { countingStatements } from './postgres/database.ts'
import { isAway } from './postgres/patiently.ts'
import { createShield, type SubgraphShield } from './shield.ts'
import { sendVerdicts } from './verdicts.ts'

/** Largest request body in bytes; the gateway sends one operation with its variables, a file of 5 MB in base64 among them. */
const MAX_BODY_BYTES = 8_000_000

export interface SubgraphDefinition<Context extends SubgraphContext> {
  /** Name in the supergraph; the audience of its envelopes is `subgraph:<name>`. */
  readonly name: string
  readonly sdl: string
  /** The generated `Resolvers` of the subgraph: by type, then by field. */
  readonly resolvers: Readonly<Record<string, object>>
  /** Facts for the policies that are decided here, by coordinate and policy. */
  readonly facts?: FactLoaders<Context>
  createContext(base: SubgraphContext): Context
  /** Rejects when the system of record cannot serve; behind GET /health/ready. */
  checkHealth(): Promise<void>
  /** Runs when the server has stopped: close pools here. */
  close(): Promise<void>
}

export interface RunningSubgraph {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Serves one subgraph to the gateway and to nobody else: a request without a fresh, signed envelope of exactly this body is
 * answered 401 before it is parsed (architecture.md 5). Field rules of the SDL are enforced again by graphql-shield, and
 * masked fields are masked here.
 */
export async function serveSubgraph<Context extends SubgraphContext>(
  definition: SubgraphDefinition<Context>,
  config: SubgraphConfig,
): Promise<RunningSubgraph> {
  const log = pino({ name: definition.name, level: config.LOG_LEVEL })
  const typeDefs = parse(definition.sdl)
  const { middleware, decides } = createShield(typeDefs, definition.facts ?? {})
  const apollo = new ApolloServer<Context>({
    schema: buildSchema(definition, typeDefs, middleware),
    csrfPrevention: false, // only the gateway is answered at all
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [ApolloServerPluginInlineTraceDisabled(), sendVerdicts],
    formatError: (formatted, error) => maskError(formatted, error, log),
  })
  await apollo.start()

  const nonces = createNonceCache({ capacity: 200_000 })
  const audience = `subgraph:${definition.name}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && request.url === '/health/live') return send(response, 200, { status: 'live' })
    if (request.method === 'GET' && request.url === '/health/ready') return answerReadiness(response)
    if (request.method !== 'POST' || request.url !== '/graphql') return refuse(response, 'NOT_FOUND')

    const body = await readBody(request)
    if (body === null) return refuse(response, 'PAYLOAD_TOO_LARGE')
    const header = request.headers[ENVELOPE_HEADER]
    const verdict = openEnvelope(config.ENVELOPE_KEYS, { audience, token: Array.isArray(header) ? undefined : header, body })
    if (!verdict.ok || !nonces.claim(verdict.envelope.jti, verdict.envelope.exp)) {
      log.warn({ reason: verdict.ok ? 'envelope was used before' : verdict.reason }, 'request refused')
      return refuse(response, 'UNAUTHENTICATED')
    }
    const { principal, requestId, obligations } = verdict.envelope
    const undecided = obligations.find((obligation) => !decides(obligation))
    if (undecided !== undefined) {
      // The gateway let the field pass because this subgraph would decide; its SDL says otherwise.
      log.error({ requestId, ...undecided }, 'request refused: nobody here decides this obligation')
      return refuse(response, 'FORBIDDEN')
    }
    const contextValue = definition.createContext({ call: { principal, correlationId: requestId }, obligations })
    const { result, statements } = await countingStatements(() =>
      apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap([['content-type', 'application/json']]),
          search: '',
          body: parseJson(body),
        },
        context: async () => contextValue,
      }),
    )
    log.debug({ requestId, statements }, 'answered')
    response.writeHead(result.status ?? 200, {
      ...Object.fromEntries(result.headers),
      'server-timing': `sql;desc="${statements}"`,
    })
    if (result.body.kind === 'complete') return void response.end(result.body.string)
    for await (const chunk of result.body.asyncIterator) response.write(chunk)
    response.end()
  }

  async function answerReadiness(response: ServerResponse): Promise<void> {
    try {
      await definition.checkHealth()
      send(response, 200, { status: 'ready' })
    } catch {
      send(response, 503, { status: 'not ready' })
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed')
      if (!response.headersSent) refuse(response, 'INTERNAL_SERVER_ERROR')
      else response.destroy()
    })
  })
  await listen(server, config)
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  log.info({ port }, 'listening')
  return {
    url: `http://${config.HOST}:${port}/graphql`,
    async stop() {
      server.closeIdleConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      await apollo.stop()
      await definition.close()
    },
  }
}

function buildSchema<Context extends SubgraphContext>(
  definition: SubgraphDefinition<Context>,
  typeDefs: DocumentNode,
  shield: SubgraphShield['middleware'],
) {
  const schema = buildSubgraphSchema({ typeDefs, resolvers: definition.resolvers as GraphQLResolverMap<unknown> }) // its type leaves out reference resolvers
  const guarded = applyMiddleware(applyMiddleware(schema, createMasks(typeDefs)), shield)
  return schema.getMutationType() ? applyMiddleware(guarded, { Mutation: forgettingReads(definition) }) : guarded
}

/**
 * Renews the loaders after each write. The mutations of one request run one after another (GraphQL specification, 6.2.2),
 * and the answer of the second must not show what the first one read before it.
 */
function forgettingReads<Context extends SubgraphContext>({
  createContext,
}: SubgraphDefinition<Context>): IMiddlewareFunction<unknown, Context> {
  return async (resolve, parent, args, context: Context, info) => {
    const written: unknown = await resolve(parent, args, context, info)
    Object.assign(context, createContext({ call: context.call, obligations: context.obligations }))
    return written
  }
}

/** What PostgreSQL says of a value that GraphQL admits and a column does not (SQLSTATE class 22). */
const UNSTORABLE: ReadonlyMap<unknown, string> = new Map([
  ['22021', 'A text has a character that cannot be stored (NUL).'],
  ['22007', 'A date or instant is outside the calendar.'],
  ['22008', 'A date or instant is out of range.'],
])

/** Only codes of the registry leave, with their own message; anything else is logged here and masked. */
function maskError(formatted: GraphQLFormattedError, error: unknown, log: pino.Logger): GraphQLFormattedError {
  const code = formatted.extensions?.code
  if (isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR') return formatted
  const cause = unwrapResolverError(error)
  const unstorable = cause instanceof Error && 'code' in cause ? UNSTORABLE.get(cause.code) : undefined
  if (unstorable !== undefined) return { message: unstorable, path: formatted.path, extensions: { code: 'BAD_USER_INPUT' } }
  if (isAway(cause)) {
    // The same request may succeed later: whoever can wait must not take it for a fault of its own.
    log.warn({ err: error }, 'the database does not answer')
    return { message: 'The database does not answer.', path: formatted.path, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }
  }
  log.error({ err: error }, 'unexpected error')
  return { message: 'Internal error.', path: formatted.path, extensions: { code: 'INTERNAL_SERVER_ERROR' } }
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined // Apollo Server answers 400 to a body that is not an object
  }
}

function listen(server: Server, { PORT, HOST }: SubgraphConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(PORT, HOST, resolve)
  })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function refuse(response: ServerResponse, code: keyof typeof ERRORS): void {
  send(response, ERRORS[code].status, { errors: [{ message: ERRORS[code].help, extensions: { code } }] })
}
