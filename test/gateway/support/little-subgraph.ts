import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSubgraphSchema } from '@apollo/subgraph'
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js'
import { type GraphQLSchema, graphql, parse } from 'graphql'
import { ENVELOPE_HEADER, type Envelope, type EnvelopeKey, openEnvelope, subgraphKey } from '../../../contracts/wire/envelope.ts'

/** One request that a subgraph got, as it came. */
export interface ReceivedRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly headers: IncomingMessage['headers']
  /** Null when there was none, or when it did not verify. */
  readonly envelope: Envelope | null
}

/** Answers in the place of the schema: how a subgraph misbehaves. */
export type Fault = (response: ServerResponse, request: IncomingMessage) => void

export interface LittleSubgraph {
  readonly name: string
  readonly sdl: string
  readonly url: string
  readonly received: ReceivedRequest[]
  /** Sets or clears the fault. */
  fail(fault: Fault | null): void
  stop(): Promise<void>
}

/** What its resolvers see: the verified envelope, or nothing. */
export interface LittleContext {
  readonly envelope: Envelope | null
}

export interface LittleSubgraphOptions {
  readonly name: string
  readonly sdl: string
  readonly resolvers: GraphQLResolverMap<LittleContext>
  /** With a key, a request without a valid envelope is answered 401. */
  readonly envelopeKey?: EnvelopeKey
  /** Statements that it claims to have run for each request. */
  readonly sqlStatements?: number
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@authenticated", "@requiresScopes", "@policy"])`

/** A real subgraph on a free port, small enough for a test. */
export async function startLittleSubgraph(options: LittleSubgraphOptions): Promise<LittleSubgraph> {
  const sdl = options.sdl.includes('@link(') ? options.sdl : `${LINK}\n${options.sdl}`
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: options.resolvers as GraphQLResolverMap<unknown> })
  const received: ReceivedRequest[] = []
  let fault: Fault | null = null
  const server = createServer((request, response) => {
    void answer(request, response, { ...options, schema, received, fault }).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    name: options.name,
    sdl,
    url: `http://127.0.0.1:${port}/graphql`,
    received,
    fail(next) {
      fault = next
    },
    stop: () => close(server),
  }
}

interface Call extends LittleSubgraphOptions {
  readonly schema: GraphQLSchema
  readonly received: ReceivedRequest[]
  readonly fault: Fault | null
}

async function answer(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const { query, variables, operationName } = JSON.parse(body.toString())
  const envelope = open(request, body, call)
  call.received.push({ query, variables, headers: request.headers, envelope })
  if (call.fault !== null) return call.fault(response, request)
  if (call.envelopeKey !== undefined && envelope === null) {
    response.writeHead(401, { 'content-type': 'application/json' })
    return void response.end('{"errors":[{"message":"no envelope","extensions":{"code":"UNAUTHENTICATED"}}]}')
  }
  const result = await graphql({
    schema: call.schema,
    source: query,
    variableValues: variables,
    operationName,
    contextValue: { envelope } satisfies LittleContext,
  })
  response.writeHead(200, {
    'content-type': 'application/json',
    'server-timing': `db;dur=1, sql;desc="${call.sqlStatements ?? 0}"`,
  })
  response.end(JSON.stringify(result))
}

function open(request: IncomingMessage, body: Buffer, { envelopeKey, name }: Call): Envelope | null {
  const token = request.headers[ENVELOPE_HEADER]
  if (envelopeKey === undefined || typeof token !== 'string') return null
  const audience = `subgraph:${name}`
  const verdict = openEnvelope([subgraphKey(envelopeKey, audience)], { audience, token, body })
  return verdict.ok ? verdict.envelope : null
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
