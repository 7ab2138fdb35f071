import { appError } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'

export interface StreamLimits {
  /** Open streams of one subject at once. */
  readonly maxStreamsPerSubject: number
  /** Open streams at once. */
  readonly maxStreams: number
}

/**
 * Bounds the streams that are open in this process, of one caller and of all. Runs after authentication, because the verified
 * subject is what counts, and before the first look, so that a refused stream costs none.
 *
 * @throws TOO_MANY_STREAMS
 */
export function useStreamLimits({ maxStreamsPerSubject, maxStreams }: StreamLimits): Stage<Exchange, Answer> {
  const open = new Map<string, number>()
  let total = 0

  function take(subject: string): () => void {
    const own = open.get(subject) ?? 0
    if (own >= maxStreamsPerSubject) {
      throw appError('TOO_MANY_STREAMS', `You may have ${maxStreamsPerSubject} streams open at once.`)
    }
    if (total >= maxStreams) throw appError('TOO_MANY_STREAMS', 'This replica has as many streams as it serves.')
    open.set(subject, own + 1)
    total += 1
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      total -= 1
      const left = (open.get(subject) ?? 1) - 1
      if (left > 0) open.set(subject, left)
      else open.delete(subject)
    }
  }

  return {
    name: 'stream limits',
    async run(exchange, next) {
      const release = take(exchange.principal?.subject ?? '')
      // Also when the client leaves before the stream has begun, and nobody ever asks for its pieces.
      exchange.signal.addEventListener('abort', release, { once: true })
      // Who left during authentication is not told of again.
      if (exchange.signal.aborted) release()
      try {
        const answer = await next(exchange)
        if (typeof answer.body !== 'string') return { ...answer, body: endingWith(release, answer.body) }
        release()
        return answer
      } catch (error) {
        release()
        throw error
      }
    },
  }
}

async function* endingWith(release: () => void, pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  try {
    yield* pieces
  } finally {
    release()
  }
}
