import { type ChainRow, chainHash } from '../../contracts/wire/audit-chain.ts'
import type { AuditKey } from '../../contracts/wire/audit-keys.ts'
import { type AuditCaller, type AuditDocument, AuditRecord, type Verdict } from '../../contracts/wire/audit-record.ts'
import { isAdministration } from './is-administration.ts'
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
  /** Only changes of what governs the graph. */
  readonly administration: boolean
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
  if (filter.administration && !isAdministration(entry)) return false
  const caller = 'caller' in entry ? entry.caller : null
  if (client !== undefined && caller?.client !== client) return false
  if (pseudonyms !== null && !pseudonyms.has(caller?.subject ?? '')) return false
  if (requestId !== undefined && !('requestId' in entry && entry.requestId === requestId)) return false
  return coordinate === undefined || coordinatesOf(entry).includes(coordinate)
}

function coordinatesOf(entry: AuditRecord['entry']): readonly string[] {
  if (entry.kind !== 'request') return []
  return [
    ...entry.verdicts.flatMap(({ coordinates }) => coordinates),
    ...entry.subgraphVerdicts.map(({ coordinate: each }) => each),
    ...entry.mutations.map(({ field }) => `Mutation.${field}`),
  ]
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
      return [
        'refused',
        callerWord(entry.caller),
        ...viewWords(entry.variant, entry.document),
        String(entry.status),
        ...entry.codes,
        entry.requestId,
      ]
    case 'request': {
      // A coordinate is granted when all of its rules are; what one rule denies, no mask was needed for.
      const decided = (decision: Verdict['decision'], ...others: readonly (readonly string[])[]) => {
        const found = entry.verdicts.filter((each) => each.decision === decision).flatMap(({ coordinates }) => coordinates)
        return [...new Set(found)].filter((coordinate) => !others.flat().includes(coordinate))
      }
      const denied = decided('denied')
      const masked = decided('masked', denied)
      const granted = decided('granted', denied, masked)
      return [
        `${entry.operation.type} ${entry.operation.name ?? entry.operation.id.slice(0, 12)}`,
        callerWord(entry.caller),
        ...viewWords(entry.variant, entry.document),
        ...entry.mutations.map(({ field, outcome, codes }) => `${field}: ${[outcome, ...codes].join(' ')}`),
        ...listWords('granted', granted),
        ...listWords('masked', masked),
        ...listWords('denied', denied),
        ...entry.subgraphVerdicts.map(
          ({ subgraph, coordinate, policy, allowed, reason }) =>
            `${subgraph} ${allowed ? 'allowed' : 'denied'} ${coordinate} ${policy} (${reason})`,
        ),
        ...entry.codes,
        entry.requestId,
      ]
    }
  }
}

const listWords = (word: string, coordinates: readonly string[]) =>
  coordinates.length === 0 ? [] : [[word, ...coordinates].join(' ')]

/** What the caller saw and sent, where that is not the ordinary. */
const viewWords = (variant: string | null, document: AuditDocument | null) => [
  ...(variant === null || variant === 'internal' ? [] : [`variant ${variant}`]),
  ...(document === null ? [] : [`${document.isKnown ? 'document' : 'unknown document'} ${document.id.slice(0, 12)}`]),
]

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
