import type { GraphQLDataSource } from '@apollo/gateway'
import type { GraphQLFormattedError } from 'graphql'
import type { Logger } from 'pino'
import { ENVELOPE_HEADER, type EnvelopeKey, type Obligation, sealEnvelope, subgraphKey } from '../../contracts/wire/envelope.ts'
import { type FieldVerdict, MAX_VERDICTS } from '../../contracts/wire/verdict.ts'
import type { Operation } from './executor.ts'
import { keysOfFetch } from './keys-of-fetch.ts'
import { readVerdicts } from './read-verdicts.ts'
import { createSubgraphClient, type SubgraphReply } from './subgraph-client.ts'
import { branchErrors, presentSubgraphErrors } from './subgraph-errors.ts'

export interface SubgraphDataSourceOptions {
  readonly name: string
  readonly url: string
  readonly timeoutMs: number
  readonly maxResponseBytes: number
  /** Master key of the envelopes; null sends none, and a subgraph that demands one then refuses. */
  readonly envelopeKey: EnvelopeKey | null
  /** True when this subgraph answers for the coordinate, and so for an obligation on it. */
  readonly owns: (coordinate: string) => boolean
  readonly log: Logger
}

export interface SubgraphDataSource extends GraphQLDataSource<{ readonly operation: Operation }> {
  close(): Promise<void>
}

type FetchResult = { readonly data?: Record<string, unknown> | null; readonly errors?: readonly GraphQLFormattedError[] }

/**
 * Fetches from one subgraph, on behalf of the caller in the signed envelope. A fault of the subgraph is an answer with coded
 * errors on the branches that stay empty, so that the other branches are answered; what it was stands in the log only.
 */
export function createSubgraphDataSource(options: SubgraphDataSourceOptions): SubgraphDataSource {
  const { name, owns, log } = options
  const audience = `subgraph:${name}`
  const key = options.envelopeKey === null ? null : subgraphKey(options.envelopeKey, audience)
  const client = createSubgraphClient(options)

  function envelopeHeader(
    body: string,
    { principal, requestId }: Operation['exchange'],
    obligations: readonly Obligation[],
  ): Readonly<Record<string, string>> {
    if (key === null || principal === null) return {}
    return { [ENVELOPE_HEADER]: sealEnvelope(key, { audience, body, requestId, principal, obligations }) }
  }

  return {
    async process({ request, context }) {
      const { operation } = context as { readonly operation: Operation } // apollo-engine.ts passes nothing else
      const { record, requestId, signal } = operation.exchange
      const query = request.query ?? ''
      const body = JSON.stringify({ query, variables: request.variables, operationName: request.operationName })
      const obligations = operation.obligations.filter(({ coordinate }) => owns(coordinate))
      record.fetches += 1
      const headers = { 'x-request-id': requestId, ...envelopeHeader(body, operation.exchange, obligations) }
      const reply = await client.post(body, headers, signal)
      record.sqlStatements += reply.ok ? reply.sqlStatements : 0

      const faults = { requestId, subgraph: name }
      const result = readReply(reply)
      if ('code' in result) {
        log.warn({ ...faults, code: result.code, reason: result.reason }, 'subgraph failed')
        return { errors: branchErrors(result.code, keysOfFetch(query)) }
      }
      const verdicts = readVerdicts(result.extensions, obligations, owns)
      // The record of a stream lives for hours.
      if (record.verdicts.length < MAX_VERDICTS) record.verdicts.push(...verdicts)
      noteForAudit(operation, name, verdicts)
      for (const type of missingTypes(request.variables, result)) record.missingTypes.add(type)
      const onMasked = (error: unknown) => log.error({ ...faults, error: summarise(error) }, 'subgraph error masked')
      const errors = presentSubgraphErrors(result.errors, () => keysOfFetch(query), onMasked)
      const fetched: FetchResult = { data: result.data, ...(errors.length > 0 && { errors }) }
      return fetched as Awaited<ReturnType<GraphQLDataSource['process']>> // the engine's type wants mutable objects
    },
    close: () => client.close(),
  }
}

/** The same verdict on many records is one. */
function noteForAudit({ trace }: Operation, subgraph: string, verdicts: readonly FieldVerdict[]): void {
  for (const verdict of verdicts) {
    if (trace === undefined || trace.subgraphVerdicts.size >= MAX_VERDICTS) return
    trace.subgraphVerdicts.set(`${subgraph} ${JSON.stringify(verdict)}`, { subgraph, ...verdict })
  }
}

/** Types of the records that the subgraph answered with null, and without an error about them. */
function missingTypes(
  variables: Readonly<Record<string, unknown>> | undefined,
  { data, errors }: GraphQLReply,
): readonly string[] {
  const { representations } = variables ?? {}
  const entities = data?._entities
  if (errors.length > 0 || !Array.isArray(representations) || !Array.isArray(entities)) return []
  return representations
    .filter((_, index) => entities[index] === null)
    .flatMap((representation: unknown) => (isRecord(representation) ? [String(representation.__typename)] : []))
}

type Failure = Extract<SubgraphReply, { readonly ok: false }>
interface GraphQLReply {
  readonly data: Record<string, unknown> | null
  readonly errors: readonly unknown[]
  /** Not handed on. */
  readonly extensions: unknown
}

/** A GraphQL response, or why there is none. 401 and 403 mean that the envelope was refused: a fault of ours, not of the caller. */
function readReply(reply: SubgraphReply): GraphQLReply | Failure {
  if (!reply.ok) return reply
  const { status, body } = reply
  const failure = (reason: string): Failure => ({ ok: false, code: 'SUBGRAPH_UNAVAILABLE', reason })
  if (status === 401 || status === 403 || status >= 500) return failure(`status ${status}`)
  if (!isRecord(body)) return failure('the body is not an object')
  const { data = null, errors = [], extensions } = body
  if (!(data === null || isRecord(data)) || !Array.isArray(errors)) return failure('the body is not a GraphQL response')
  if (data === null && errors.length === 0) return failure('neither data nor errors')
  return { data, errors, extensions }
}

/** What the log gets to see of a masked error: no variables, no data. */
function summarise(error: unknown): unknown {
  if (!isRecord(error)) return typeof error
  return {
    message: String(error.message).slice(0, 500),
    path: error.path,
    code: isRecord(error.extensions) ? error.extensions.code : undefined,
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
