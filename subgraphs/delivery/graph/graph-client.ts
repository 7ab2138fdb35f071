import { type Dispatcher, request } from 'undici'
import { StepFailure } from '../failure.ts'
import type { SystemCode } from '../port.ts'
import { categoryOfCode } from './error-categories.ts'
import type { OperationName, Operations } from './operations.ts'
import type { ServiceToken } from './service-token.ts'
import { type DocumentForm, readDocument, readDocumentIds } from './trusted-documents.ts'

/** The orchestration's way to the other systems: through the gateway, authorised, limited and logged like any caller. */
export interface GraphClient {
  /**
   * Runs one trusted document.
   *
   * @throws StepFailure, TRANSIENT when the same call may succeed later.
   */
  run<Name extends OperationName>(
    name: Name,
    variables: Operations[Name]['variables'],
    call: { readonly system: SystemCode; readonly correlationId: string },
  ): Promise<Operations[Name]['data']>
}

export interface GraphClientOptions {
  readonly gatewayUrl: string
  readonly token: ServiceToken
  /** Longest time that one call may take, in milliseconds. */
  readonly timeoutMs: number
  /** `id` for a gateway that takes nothing else from this client. Default: `text`. */
  readonly documents?: DocumentForm
  readonly dispatcher?: Dispatcher
}

interface Answer {
  readonly data?: unknown
  readonly errors?: readonly {
    readonly message: string
    readonly extensions?: { readonly code?: string; readonly retryable?: boolean }
  }[]
}

export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { gatewayUrl, token, timeoutMs, documents = 'text', dispatcher } = options
  const ids = documents === 'id' ? readDocumentIds() : null
  const document = (name: OperationName) => (ids === null ? { query: readDocument(name) } : { documentId: ids.get(name) })

  return {
    async run(name, variables, { system, correlationId }) {
      const body = JSON.stringify({ ...document(name), operationName: name, variables })
      let reply = await post(body, correlationId, system)
      // The token may have been revoked, or the key behind it: one fresh one, then the refusal counts.
      if (reply.status === 401) {
        token.forget()
        reply = await post(body, correlationId, system)
      }
      return readAnswer(name, reply, system)
    },
  }

  async function post(
    body: string,
    correlationId: string,
    system: SystemCode,
  ): Promise<{ status: number; answer: Answer | null }> {
    const bearer = await token.get()
    try {
      const { statusCode, body: stream } = await request(gatewayUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}`, 'x-request-id': correlationId },
        body,
        signal: AbortSignal.timeout(timeoutMs),
        ...(dispatcher && { dispatcher }),
      })
      return { status: statusCode, answer: parseAnswer(await stream.text()) }
    } catch {
      throw transient('GATEWAY_UNREACHABLE', 'The gateway did not answer in time.', system)
    }
  }
}

function readAnswer<Name extends OperationName>(
  name: Name,
  { status, answer }: { readonly status: number; readonly answer: Answer | null },
  system: SystemCode,
): Operations[Name]['data'] {
  const [error] = answer?.errors ?? []
  if (error !== undefined) {
    const code = error.extensions?.code ?? 'UNKNOWN'
    const category = error.extensions?.retryable === true ? 'TRANSIENT' : categoryOfCode(code)
    throw new StepFailure({ code, category, message: `${name}: ${error.message}`, system })
  }
  if (status === 429 || status >= 500 || answer === null)
    throw transient('GATEWAY_UNAVAILABLE', `${name}: status ${status}.`, system)
  if (status >= 400 || answer.data === undefined || answer.data === null) {
    throw new StepFailure({ code: 'GATEWAY_REFUSED', category: 'UNKNOWN', message: `${name}: status ${status}.`, system })
  }
  return answer.data as Operations[Name]['data'] // the gateway answers a validated document in its shape, or with errors
}

function transient(code: string, message: string, system: SystemCode): StepFailure {
  return new StepFailure({ code, category: 'TRANSIENT', message, system })
}

function parseAnswer(text: string): Answer | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' ? value : null
  } catch {
    return null // an intermediate answered something else; the status tells
  }
}
