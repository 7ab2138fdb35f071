import { type ChainRow, chainHash } from '../../contracts/wire/audit-chain.ts'
import type { AuditKey } from '../../contracts/wire/audit-keys.ts'
import { type AuditCaller, AuditRecord } from '../../contracts/wire/audit-record.ts'
import { type TimeRange, withStoredTrail } from './stored-trail.ts'

export interface ShowFilter {
  readonly range: TimeRange
  /** OAuth client. */
  readonly client: string | undefined
  /** Subject in clear; it is looked for by its pseudonyms under all keys. */
  readonly subject: string | undefined
  /** `Type` or `Type.field`; of a mutation field `Mutation.field`. */
  readonly coordinate: string | undefined
  readonly requestId: string | undefined
  /** Records that are shown at most. */
  readonly limit: number
}

/** Prints the records that match, by chain and place, one line each. Resolves to how many matched, shown or not. */
export function showTrail(
  url: string,
  filter: ShowFilter,
  keys: readonly AuditKey[],
  print: (row: ChainRow, line: string) => void,
): Promise<number> {
  const { subject } = filter
  const pseudonyms = subject === undefined ? null : new Set(keys.map((key) => key.pseudonymOf(subject)))
  return withStoredTrail(url, async (trail) => {
    let matched = 0
    for await (const { row } of trail.rows(filter.range)) {
      const record = parse(row.record)
      if (record !== undefined && !matches(record, filter, pseudonyms)) continue
      matched += 1
      if (matched > filter.limit) continue
      const isIntact = record !== undefined && chainHash(row.previous, row.record) === row.hash
      print(row, `${isIntact ? '' : 'NOT INTACT '}${record === undefined ? row.record : lineOf(record)}`)
    }
    return matched
  })
}

function matches({ entry }: AuditRecord, filter: ShowFilter, pseudonyms: ReadonlySet<string> | null): boolean {
  const { client, coordinate, requestId } = filter
  const caller = 'caller' in entry ? entry.caller : null
  if (client !== undefined && caller?.client !== client) return false
  if (pseudonyms !== null && !pseudonyms.has(caller?.subject ?? '')) return false
  if (requestId !== undefined && !('requestId' in entry && entry.requestId === requestId)) return false
  return coordinate === undefined || coordinatesOf(entry).includes(coordinate)
}

function coordinatesOf(entry: AuditRecord['entry']): readonly string[] {
  if (entry.kind !== 'request') return []
  return [...entry.verdicts.flatMap(({ coordinates }) => coordinates), ...entry.mutations.map(({ field }) => `Mutation.${field}`)]
}

function lineOf({ at, chain, sequence, entry }: AuditRecord): string {
  return [at, `${chain}#${sequence}`, ...wordsOf(entry)].join('  ')
}

function wordsOf(entry: AuditRecord['entry']): readonly string[] {
  switch (entry.kind) {
    case 'opened':
      return ['opened', entry.writer, `policies ${entry.policyVersion.slice(0, 12)}`]
    case 'closed':
      return ['closed']
    case 'omitted':
      return ['omitted', entry.reason, ...Object.entries(entry.counts).map(([code, count]) => `${count} x ${code}`)]
    case 'refused':
      return ['refused', callerWord(entry.caller), String(entry.status), ...entry.codes, entry.requestId]
    case 'administration':
      return [
        entry.action,
        entry.target,
        callerWord(entry.caller),
        ...Object.entries(entry.details).map(([name, value]) => `${name}=${value}`),
      ]
    case 'request': {
      // A coordinate is granted when all of its rules are.
      const denied = entry.verdicts.filter(({ granted }) => !granted).flatMap(({ coordinates }) => coordinates)
      const granted = entry.verdicts.flatMap(({ coordinates }) => coordinates).filter((each) => !denied.includes(each))
      return [
        `${entry.operation.type} ${entry.operation.name ?? entry.operation.id.slice(0, 12)}`,
        callerWord(entry.caller),
        ...entry.mutations.map(({ field, outcome, codes }) => `${field}: ${[outcome, ...codes].join(' ')}`),
        ...(granted.length > 0 ? [`granted ${[...new Set(granted)].join(' ')}`] : []),
        ...(denied.length > 0 ? [`denied ${[...new Set(denied)].join(' ')}`] : []),
        ...entry.codes,
        entry.requestId,
      ]
    }
  }
}

const callerWord = (caller: AuditCaller | null) =>
  caller === null
    ? 'anonymous'
    : `${caller.client}/${caller.subject.slice(0, caller.subject.indexOf('.') + 9)}${caller.actingFor === null ? '' : ` for ${caller.actingFor}`}`

function parse(text: string): AuditRecord | undefined {
  try {
    return AuditRecord.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
