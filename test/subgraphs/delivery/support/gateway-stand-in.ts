import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Supergraph } from '@apollo/federation-internals'
import { type GraphQLSchema, graphql } from 'graphql'
import { canonicalJson } from '../../../../subgraphs/shared/postgres/write.ts'
import { createSystems, refuse, type StandInSystems } from './stand-in-systems.ts'

/** One call of a mutation as the stand-in saw it. */
export interface LoggedCall {
  readonly operation: string
  readonly key: string
  /** False for a repetition, which was answered and had no effect. */
  readonly applied: boolean
}

/** What is to happen to a call instead of an answer; a fault is used once, unless it lasts. */
export interface Fault {
  readonly operation: string
  /**
   * `before`: no effect, no answer. `after`: the effect, but no answer. `transient`: a retryable error without effect.
   * `refuse`: a user error without effect. `hook`: effect and answer, after `run`. `error`: the error `code` of the graph.
   */
  readonly when: 'before' | 'after' | 'transient' | 'refuse' | 'hook' | 'error'
  readonly code?: string
  /** Until it is taken out of the list. */
  readonly lasts?: boolean
  /** Runs at that point, for example to kill the caller. */
  readonly run?: () => unknown
}

export interface GatewayStandIn {
  readonly url: string
  readonly tokenUrl: string
  readonly systems: StandInSystems
  readonly calls: readonly LoggedCall[]
  /** Tokens handed out so far. */
  readonly tokens: () => number
  readonly faults: Fault[]
  /** Refuses the next token with 401, as after a rotation of keys. */
  rejectTokens(): void
  close(): Promise<void>
}

/**
 * STAND-IN for the gateway with CRM, ERP and PSA behind it, for tests of the orchestration alone: a real HTTP server that
 * validates every document and variable against the published supergraph, keeps its systems in memory, has one effect per
 * idempotency key, and logs every call. The whole stack is tried end to end elsewhere.
 */
export async function startGatewayStandIn(): Promise<GatewayStandIn> {
  const schema = apiSchema()
  const calls: LoggedCall[] = []
  const faults: Fault[] = []
  const answers = new Map<string, { readonly input: string; readonly result: unknown }>()
  const systems = createSystems()
  let tokens = 0
  let refusedToken = ''

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    if (request.url === '/token') {
      tokens += 1
      return send(response, 200, { access_token: `token-${tokens}`, expires_in: 900, token_type: 'Bearer' })
    }
    if (request.url === '/health/ready') return send(response, 200, { status: 'ready' })
    const { authorization } = request.headers
    if (authorization === undefined || authorization === `Bearer ${refusedToken}`) {
      return send(response, 401, { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] })
    }
    const { query, operationName, variables } = JSON.parse(body) as {
      query: string
      operationName: string
      variables: Record<string, unknown>
    }
    const fault = takeFault(operationName)
    if (fault?.when === 'transient') {
      await fault.run?.()
      return send(response, 200, {
        data: null,
        errors: [{ message: 'down', extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } }],
      })
    }
    if (fault?.when === 'error') {
      return send(response, 200, { data: null, errors: [{ message: 'simulated', extensions: { code: fault.code } }] })
    }
    if (fault?.when === 'before') return await lose(response, fault)
    if (fault?.when === 'hook') await fault.run?.()
    const result = await graphql({
      schema,
      source: query,
      operationName,
      variableValues: variables,
      rootValue: fault?.when === 'refuse' ? refusal : rootValue(operationName),
    })
    if (fault?.when === 'after') return await lose(response, fault)
    send(response, 200, result)
  }

  /** Root fields by name: queries read the systems, mutations go through the log of keys. */
  function rootValue(operation: string): Record<string, unknown> {
    const reads = Object.entries(systems.queries)
    const writes = Object.entries(systems.mutations).map(([field, write]) => [
      field,
      ({ input }: { input: { idempotencyKey: string } & Record<string, unknown> }) => {
        const id = `${operation} ${input.idempotencyKey}`
        const former = answers.get(id)
        const said = canonicalJson(input)
        if (former !== undefined && former.input !== said) return refuse('IDEMPOTENCY_MISMATCH', 'The key was used before.')
        const result = former === undefined ? write(input as never) : former.result // validated by the schema
        const isRefused = isRefusal(result)
        if (!isRefused) answers.set(id, { input: said, result })
        calls.push({ operation, key: input.idempotencyKey, applied: former === undefined && !isRefused })
        return result
      },
    ])
    return Object.fromEntries([...reads, ...writes])
  }

  function takeFault(operation: string): Fault | undefined {
    const index = faults.findIndex((each) => each.operation === operation)
    const fault = faults[index]
    if (fault !== undefined && fault.lasts !== true) faults.splice(index, 1)
    return fault
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    tokenUrl: `http://127.0.0.1:${port}/token`,
    systems,
    calls,
    faults,
    tokens: () => tokens,
    rejectTokens: () => {
      refusedToken = `token-${tokens}`
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Every mutation is refused, as by a rule that nobody can cure by trying again. */
const refusal = new Proxy(
  {},
  {
    get: () => () => ({
      replayed: false,
      created: false,
      userErrors: [{ __typename: 'ValidationError', code: 'VALIDATION_FAILED', message: 'Refused by the test.' }],
    }),
  },
)

function apiSchema(): GraphQLSchema {
  const sdl = readFileSync(new URL('../../../../contracts/published/supergraph.graphql', import.meta.url), 'utf8')
  return Supergraph.build(sdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema()
}

async function lose(response: ServerResponse, fault: Fault): Promise<void> {
  await fault.run?.()
  response.destroy()
}

const isRefusal = (result: unknown): boolean =>
  typeof result === 'object' &&
  result !== null &&
  'userErrors' in result &&
  Array.isArray(result.userErrors) &&
  result.userErrors.length > 0

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
