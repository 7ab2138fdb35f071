import { createHash } from 'node:crypto'
import { Kind, type OperationDefinitionNode, parse, print } from 'graphql'
import { z } from 'zod'
import type { WorkerPart } from '../../start/part-definitions.ts'

/** One request of a worker to the gateway, as seen from between them. */
export interface Call {
  /** Position among all calls, from 1. */
  readonly number: number
  readonly worker: WorkerPart
  /** Process that sent it; a restarted worker has another one. */
  readonly pid: number | null
  /** Name of the operation in the document. */
  readonly operation: string
  readonly isMutation: boolean
  /** Idempotency key of a mutation; null for a read. */
  readonly key: string | null
  /** Case that the call belongs to, when its variables name one. */
  readonly token: string | null
  /** SHA-256 of the body, shortened: enough to see whether two calls were the same. */
  readonly digest: string
}

/** What the gateway made of a call. Only `accepted` says that the call itself had an effect. */
export type Verdict = 'accepted' | 'replayed' | 'refused' | 'errors' | 'answered'

export interface Judged {
  readonly verdict: Verdict
  /** Codes of errors and user errors. */
  readonly codes: readonly string[]
}

const Body = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
})
const Input = z.object({ input: z.object({ idempotencyKey: z.string() }) })

/** Reads a request of a worker. Undefined: it is none that this proxy knows, and is passed on as it is. */
export function readCall(text: string, tokenIn: (text: string) => string | null) {
  const body = Body.safeParse(parseJson(text))
  if (!body.success) return undefined
  const { query, operationName, variables } = body.data
  const document = watched(query)
  const input = Input.safeParse(variables)
  return {
    operation: operationName ?? document.name,
    isMutation: document.isMutation,
    key: input.success ? input.data.input.idempotencyKey : null,
    token: tokenIn(JSON.stringify(variables ?? {})),
    digest: digestOf(text),
    /** The request as it is passed on: a mutation also asks whether its effect happened before. */
    forwarded: JSON.stringify({ ...body.data, query: document.query }),
  }
}

const Answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }).partial().optional() })).optional(),
})
const Payload = z.object({ replayed: z.boolean(), userErrors: z.array(z.object({ code: z.string() })) })

export function judgeAnswer(isMutation: boolean, status: number, text: string): Judged {
  const answer = Answer.safeParse(parseJson(text))
  if (!answer.success) return { verdict: 'errors', codes: [`HTTP_${status}`] }
  const { data, errors = [] } = answer.data
  if (errors.length > 0) return { verdict: 'errors', codes: errors.map(({ extensions }) => extensions?.code ?? 'UNKNOWN') }
  if (!isMutation) return { verdict: 'answered', codes: [] }
  const payload = Payload.safeParse(Object.values(data ?? {})[0])
  if (!payload.success) return { verdict: 'errors', codes: ['NO_PAYLOAD'] }
  const { replayed, userErrors } = payload.data
  if (userErrors.length > 0) return { verdict: 'refused', codes: userErrors.map(({ code }) => code) }
  return { verdict: replayed ? 'replayed' : 'accepted', codes: [] }
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

interface WatchedDocument {
  readonly name: string
  readonly isMutation: boolean
  readonly query: string
}
const documents = new Map<string, WatchedDocument>()

/** The document with `replayed` asked for: the worker need not, but without it a doubled effect would look like a replay. */
function watched(query: string): WatchedDocument {
  const known = documents.get(query)
  if (known !== undefined) return known
  const document = parse(query)
  const operation = document.definitions.find((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
  const isMutation = operation?.operation === 'mutation'
  const made: WatchedDocument = {
    name: operation?.name?.value ?? 'anonymous',
    isMutation,
    query: isMutation ? print({ ...document, definitions: document.definitions.map(askReplayed) }) : query,
  }
  documents.set(query, made)
  return made
}

function askReplayed<Node extends { readonly kind: Kind }>(definition: Node): Node | OperationDefinitionNode {
  if (!isOperation(definition)) return definition
  const selections = definition.selectionSet.selections.map((field) => {
    if (field.kind !== Kind.FIELD || field.selectionSet === undefined) return field
    const replayed = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'replayed' } } as const
    return { ...field, selectionSet: { ...field.selectionSet, selections: [...field.selectionSet.selections, replayed] } }
  })
  return { ...definition, selectionSet: { ...definition.selectionSet, selections } }
}

const isOperation = (definition: { readonly kind: Kind }): definition is OperationDefinitionNode =>
  definition.kind === Kind.OPERATION_DEFINITION

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not ours to judge: the gateway answers it
  }
}
