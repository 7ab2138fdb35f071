import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isListType,
  isObjectType,
  parse,
} from 'graphql'
import { ENVELOPE_HEADER, type EnvelopeKey, openEnvelope, subgraphKey } from '../../../contracts/wire/envelope.ts'
import { fixtureSubgraphs } from './fixture-graph.ts'

/**
 * Process of the subgraphs behind every measured gateway, and of the issuer's keys. Subgraphs answer from memory, so that the
 * gateway dominates; the protocol is the real one, and an envelope that comes is verified.
 */
const port = Number(process.env.FIXTURE_PORT)
const keySet = process.env.FIXTURE_JWKS ?? ''
const [keyId = '', secret = ''] = (process.env.ENVELOPE_KEYS ?? '').split(':')

/** Items of every list. */
const LIST_LENGTH = 5

const resolve: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, { fieldName, returnType }) => {
  const id = String(typeof source === 'object' && source !== null && 'id' in source ? source.id : args.id)
  if (fieldName === 'id') return id
  if (fieldName === 'healthScore') return 80
  if (isListType(returnType)) return Array.from({ length: LIST_LENGTH }, (_, at) => ({ id: `${id}-${fieldName}-${at}` }))
  return isObjectType(returnType) ? { id } : `${fieldName} of ${id}`
}

interface Served {
  readonly schema: GraphQLSchema
  readonly key: EnvelopeKey
  readonly audience: string
  readonly documents: Map<string, DocumentNode>
}

const served = new Map(
  fixtureSubgraphs({ hasRules: true }).map(({ name, sdl }): [string, Served] => {
    const resolvers = { Project: { __resolveReference: asItIs }, Account: { __resolveReference: asItIs } }
    const schema = buildSubgraphSchema({
      typeDefs: parse(sdl),
      resolvers: name === 'crm' ? { Account: resolvers.Account } : resolvers,
    })
    const audience = `subgraph:${name}`
    return [`/${name}`, { schema, audience, key: subgraphKey({ id: keyId, secret }, audience), documents: new Map() }]
  }),
)

function asItIs(reference: unknown): unknown {
  return reference
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const subgraph = served.get(request.url ?? '')
  if (subgraph === undefined) return void response.writeHead(200, { 'content-type': 'application/json' }).end(keySet)
  const body = Buffer.concat(await request.toArray())
  const token = request.headers[ENVELOPE_HEADER]
  const { schema, key, audience, documents } = subgraph
  if (typeof token === 'string' && !openEnvelope([key], { audience, token, body }).ok) return void response.writeHead(401).end()
  const { query, variables } = JSON.parse(body.toString())
  const document = documents.get(query) ?? parse(query)
  documents.set(query, document)
  const result = await execute({ schema, document, variableValues: variables, fieldResolver: resolve })
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
}

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
server.listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
