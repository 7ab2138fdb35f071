import { createGraphClient } from './graph-client.ts'
import type { Narrator } from './narrator.ts'
import type { Story } from './story.ts'

/** Plays one story through the public API; resolves to whether every assertion held. Faults of the graph end it as broken. */
export async function playStory(
  story: Story,
  options: { readonly url: string; readonly tokenOf: (persona: string) => Promise<string>; readonly narrator: Narrator },
): Promise<boolean> {
  const { url, tokenOf, narrator } = options
  const startedAt = performance.now()
  let lastAt = startedAt
  let assertions = 0
  narrator.begin(story.id, story.title)

  async function play(): Promise<string | null> {
    try {
      await story.play({
        as: (persona) => createGraphClient({ url, persona, tokenOf }),
        tell(line) {
          const now = performance.now()
          narrator.line({ ...line, tookMs: Math.round(now - lastAt) })
          lastAt = now
        },
        assert(holds, promise) {
          if (!holds) throw new Error(promise)
          assertions += 1
        },
        show: narrator.block,
      })
      return null
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  const failure = await play()
  narrator.end({ ok: failure === null, assertions, failure, tookMs: performance.now() - startedAt })
  return failure === null
}
