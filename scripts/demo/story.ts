import type { GraphClient } from './graph-client.ts'

/** One line of the narration: what happened, in which system, to which state, when. */
export interface Line {
  readonly step: string
  readonly system: string
  readonly state: string
  /** Business time of the event, RFC 3339; null for a read. */
  readonly at: string | null
  /** Real milliseconds since the line before. */
  readonly tookMs: number
  readonly note: string
}

/** What a story may do: act as people, tell what happened, and assert. */
export interface Stage {
  as(persona: string): GraphClient
  tell(line: Omit<Line, 'tookMs'>): void
  /** A promise of the story; the first that does not hold ends it. */
  assert(holds: boolean, promise: string): void
  /** Shows a block of text, such as the final view. */
  show(title: string, value: unknown): void
}

export interface Story {
  readonly id: string
  readonly title: string
  play(stage: Stage): Promise<void>
}
