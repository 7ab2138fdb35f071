import type { Stage } from './story.ts'

/** What every mutation of the graph answers beside its record. */
export interface Payload {
  readonly replayed: boolean
  readonly userErrors: readonly { readonly code: string; readonly message: string }[]
}

/** Asserts that a mutation was carried out, and names why when it was not. */
export function assertDone(stage: Stage, promise: string, { userErrors }: Payload): void {
  stage.assert(userErrors.length === 0, `${promise}: ${userErrors.map(({ code, message }) => `${code} ${message}`).join('; ')}`)
}
