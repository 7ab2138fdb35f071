import { z } from 'zod'
import { ERRORS, type ErrorCode, isErrorCode } from '../../contracts/wire/errors.ts'
import type { Exchange } from '../context.ts'
import type { OperationResult } from '../execution/executor.ts'

/** Entries asked for at once; the largest page of the graph. */
export const PAGE_SIZE = 100

/** What a stream is about: where it starts, and how it looks for what has happened since. */
export interface Feed {
  /** Run whose changes concern it; null when those of any run do. */
  readonly runId: string | null
  /** Whether the position is sent before the first event: a client that has seen none could not resume otherwise. */
  readonly announcesPosition: boolean
  /** What has happened after the position, as far as this caller may see it; null takes the feed's own start. */
  look(after: number | null, exchange: Exchange): Promise<Look>
}

export type Look =
  | {
      readonly ok: true
      readonly events: readonly LiveEvent[]
      /** Nothing up to here is missing; the next look starts after it. */
      readonly readUpTo: number
      readonly hasMore: boolean
      /** How it ended; null while more may come. */
      readonly outcome: string | null
    }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

export type LiveEvent = Readonly<z.infer<typeof LiveEvent>>
const LiveEvent = z.looseObject({
  id: z.string().regex(/^\d+$/),
  /** Becomes the name of the event, so a line break in it would forge one. */
  action: z.string().regex(/^[\w.-]+$/),
})

/** Page of a timeline, as the documents ask for it. */
export const TimelinePage = z.object({
  nodes: z.array(LiveEvent),
  pageInfo: z.object({ hasNextPage: z.boolean() }),
  readUpTo: z.string().regex(/^\d+$/).transform(Number),
})

/** Why a look has no answer: the first fault that the query reports, or that there is nothing that the caller may see. */
export function faultOf({ errors = [] }: OperationResult): Extract<Look, { readonly ok: false }> {
  const [error] = errors
  if (error === undefined) return { ok: false, code: 'NOT_FOUND', message: 'It does not exist, or is not visible to you.' }
  const { code } = error.extensions
  return { ok: false, code: isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR', message: error.message }
}

/** True for a fault that passes: the stream stays open and looks again. */
export const isPassing = (code: ErrorCode): boolean => ERRORS[code].retryable || code === 'INTERNAL_SERVER_ERROR'
