import { once } from 'node:events'
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'

/** What events and notices carry, as far as tests look at it. */
export interface EventData {
  readonly runId?: string
  readonly stepKey?: string | null
  readonly toState?: string
  readonly summary?: string
}

export interface Refusal {
  readonly errors: readonly { readonly extensions: Readonly<Record<string, unknown>> }[]
}

/** One block of a stream as it came: an event, a notice, or lines without data. */
export interface StreamBlock {
  readonly id: string | null
  readonly event: string | null
  readonly data: EventData | null
  /** Comments and `retry` lines. */
  readonly others: readonly string[]
}

export interface OpenEventStream {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Body of an answer that is no stream. */
  readonly refusal: Refusal | null
  /** Blocks with data, in the order of arrival. */
  readonly events: readonly StreamBlock[]
  readonly blocks: readonly StreamBlock[]
  /** Whether the server has ended the stream. */
  readonly ended: boolean
  /** Id to resume after, as a browser keeps it. */
  readonly lastEventId: string
  /** Resolves when the condition holds; rejects with what came so far when it does not in time. */
  until(condition: (stream: OpenEventStream) => boolean, timeoutMs?: number): Promise<void>
  close(): Promise<void>
}

/**
 * A client of server-sent events, which parses as the standard says (WHATWG HTML, 9.2.6) and keeps everything. Not by `fetch`: it opens a
 * connection for the next request at once, and a server that stops would wait for it.
 */
export async function openEventStream(url: string, headers: Readonly<Record<string, string>>): Promise<OpenEventStream> {
  const request = get(url, { headers, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage] // what node:http emits
  const isStream = response.headers['content-type']?.startsWith('text/event-stream') ?? false
  const blocks: StreamBlock[] = []
  const waiting = new Set<() => void>()
  let isEnded = false
  let lastEventId = ''

  async function read(): Promise<void> {
    let text = ''
    for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
      text += chunk
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const block = parseBlock(part)
        lastEventId = block.id ?? lastEventId
        blocks.push(block)
      }
      for (const check of waiting) check()
    }
  }

  const reading = isStream
    ? read()
        .catch(() => undefined) // closed by us, or cut off
        .then(() => {
          isEnded = true
          for (const check of waiting) check()
        })
    : Promise.resolve()
  const body = isStream ? '' : (await response.setEncoding('utf8').toArray()).join('')

  const stream: OpenEventStream = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    refusal: body === '' ? null : JSON.parse(body),
    blocks,
    get events() {
      return blocks.filter(({ event }) => event !== null)
    },
    get ended() {
      return isEnded
    },
    get lastEventId() {
      return lastEventId
    },
    until: (condition, timeoutMs = 30_000) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!condition(stream)) return
          clearTimeout(timer)
          waiting.delete(check)
          resolve()
        }
        const timer = setTimeout(() => {
          waiting.delete(check)
          const shown = blocks.slice(-20).map(({ id, event }) => `${id} ${event}`)
          reject(new Error(`not within ${timeoutMs} ms; ended: ${isEnded}; last blocks: ${shown.join(', ')}`))
        }, timeoutMs)
        waiting.add(check)
        check()
      }),
    async close() {
      request.destroy()
      await reading
    },
  }
  return stream
}

function parseBlock(text: string): StreamBlock {
  const lines = text.split('\n')
  const value = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null
  const data = value('data')
  return {
    id: value('id'),
    event: value('event'),
    data: data === null ? null : JSON.parse(data),
    others: lines.filter((line) => line.startsWith(':') || line.startsWith('retry')),
  }
}
