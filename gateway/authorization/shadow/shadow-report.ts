import type { Logger } from 'pino'
import type { ShadowLedger } from './shadow-ledger.ts'

/** Changes in one line of the log. */
const CHANGES_PER_LINE = 100

/** Writes what the ledger has to the log, in as many lines as it takes; silent while there was no traffic. */
export function reportShadow(ledger: ShadowLedger, log: Logger): void {
  const report = ledger.take()
  if (report === null) return
  const { changes, ...totals } = report
  log.info({ event: 'policy.shadow', ...totals, differentChanges: changes.length }, 'shadow policies')
  for (let at = 0; at < changes.length; at += CHANGES_PER_LINE) {
    log.info({ event: 'policy.shadow.changes', changes: changes.slice(at, at + CHANGES_PER_LINE) }, 'shadow policies')
  }
}
