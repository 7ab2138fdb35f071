import type { DataDirectory } from '../data-directory.ts'
import { errorMessage } from '../error-facts.ts'
import { ensurePostgres } from '../postgres/ensure-postgres.ts'
import { readPostmaster } from '../postgres/postmaster.ts'

/** Milliseconds between two looks at the database process. */
const INTERVAL_MS = 1_000

export interface DatabaseWatch {
  /** Stops looking; a start under way is waited for. */
  end(): Promise<void>
}

/** Starts the embedded database again when it has died. The parts reconnect by themselves. */
export function watchDatabase(
  { directory, port }: { readonly directory: DataDirectory; readonly port: number },
  report: (line: string) => void,
): DatabaseWatch {
  let look: Promise<void> | undefined
  const timer = setInterval(() => {
    look ??= lookOnce().finally(() => {
      look = undefined
    })
  }, INTERVAL_MS)

  async function lookOnce(): Promise<void> {
    if (readPostmaster(directory.postgres.data) !== undefined) return
    report(`database ended; starting it again, see ${directory.postgres.log}`)
    try {
      await ensurePostgres({ dataDir: directory.root, port })
      report('database is up again')
    } catch (error) {
      report(`database: ${errorMessage(error)}`)
    }
  }

  return {
    async end() {
      clearInterval(timer)
      await look
    },
  }
}
