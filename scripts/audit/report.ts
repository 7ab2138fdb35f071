import type { Verification } from './verify-stored-trail.ts'

/** Faults that are printed one by one. */
const MAX_LINES = 50

/** What a person reads: the faults first, then what there is, and what could not have been found. */
export function reportOf(verification: Verification, seconds: number): readonly string[] {
  const { faults, faultCount, chains, rows, damagedLines } = verification
  const unsigned = chains.filter(({ lastSequence, signedSequence }) => lastSequence > signedSequence)
  return [
    ...faults.slice(0, MAX_LINES).map(({ kind, chain, sequence, lastSequence, detail }) => {
      const place = lastSequence > sequence ? `${sequence}-${lastSequence}` : String(sequence)
      return `${kind.padEnd(10)} ${chain}#${place}: ${detail}`
    }),
    ...(faultCount > MAX_LINES ? [`... and ${faultCount - MAX_LINES} more`] : []),
    ...unsigned.map(
      ({ chain, lastSequence, signedSequence, lastAt, isClosed }) =>
        `note       ${chain}#${signedSequence + 1}-${lastSequence}: not signed yet${isClosed ? '' : ', and the chain is open or its writer was killed'}; the newest is of ${lastAt}`,
    ),
    ...(damagedLines > 0 ? [`note       ${damagedLines} lines of the files are no checkpoint`] : []),
    `${faultCount === 0 ? 'whole' : `${faultCount} faults`}: ${rows} records in ${chains.length} chains, ${seconds.toFixed(1)} s`,
  ]
}
