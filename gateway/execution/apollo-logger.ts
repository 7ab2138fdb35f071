import type { Logger } from 'pino'

/** The logger of the Apollo libraries. Their news at start is a matter of debugging; their faults are ours. */
export function apolloLogger(log: Logger) {
  return {
    debug: (message?: unknown) => log.debug(String(message)),
    info: (message?: unknown) => log.debug(String(message)),
    warn: (message?: unknown) => log.warn(String(message)),
    error: (message?: unknown) => log.error(String(message)),
  }
}
