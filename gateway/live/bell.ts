/** Wakes one sleeper. A ring while nobody sleeps is kept for the next sleep, so that none is missed. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, at the latest after this many milliseconds. */
  sleep(maxMs: number): Promise<void>
}

export function createBell(): Bell {
  let isRung = false
  let wake: (() => void) | null = null
  return {
    ring() {
      isRung = true
      wake?.()
    },
    async sleep(maxMs) {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, maxMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wake = null
      }
      isRung = false
    },
  }
}
