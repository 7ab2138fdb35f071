import pg from 'pg'
import type { Ending, EndingKind } from '../drive/ending.ts'
import type { CallEvent } from '../proxy/call-log.ts'
import { EFFECTS, KNOWN_WRITES } from './effects.ts'
import { notedAs } from './ledger-names.ts'

/** What is known about a case before anybody looked into the systems. */
export interface Played {
  readonly id: string
  readonly token: string
  readonly expects: EndingKind
  readonly ending: Ending
  /** False when the fault of the drill never happened: then the case proves nothing. */
  readonly wasDisturbed: boolean
}

export interface Judgement extends Played {
  /** Effects that were acknowledged, or claimed by the ending, and are not there; and undone ones that still are. */
  readonly lost: readonly string[]
  /** Effects that happened more than once. */
  readonly doubled: readonly string[]
  readonly isStuck: boolean
  /** Ended in another way than the fault is a reason for. */
  readonly isAstray: boolean
}

/**
 * Judges by the tables of the systems and by the calls that were answered, never by what the engine knows. The ending only
 * says what has to be true: after `completed` everything exists once, after `undone` nothing is in use.
 */
export async function judge(
  adminUrl: string,
  played: readonly Played[],
  events: readonly CallEvent[],
): Promise<readonly Judgement[]> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const counts = await countEffects(
      client,
      played.map(({ token }) => token),
    )
    const acknowledged = acknowledgedWrites(events)
    const { rows } = await client.query<{ write: string }>(KNOWN_WRITES, [acknowledged.map(({ key }) => key)])
    const known = new Set(rows.map(({ write }) => write))
    return played.map((each): Judgement => {
      const own = acknowledged.filter(({ token }) => token === each.token)
      const effects = counts.filter(({ token }) => token === each.token)
      return {
        ...each,
        lost: [
          ...own
            .filter(({ operation, key }) => !known.has(notedAs(operation, key)))
            .map(({ name }) => `${name} was acknowledged and is not there`),
          ...effects.flatMap((effect) => missing(each.ending.kind, effect)),
        ],
        doubled: [
          ...own.filter(({ times }) => times > 1).map(({ name, times }) => `${name} had its effect ${times} times`),
          ...effects.filter(({ made }) => made > 1).map(({ name, made }) => `${name} happened ${made} times`),
        ],
        isStuck: each.ending.kind === 'stuck',
        isAstray: each.ending.kind !== 'stuck' && each.ending.kind !== each.expects,
      }
    })
  } finally {
    await client.end()
  }
}

export const holds = ({ lost, doubled, isStuck, isAstray, wasDisturbed }: Judgement): boolean =>
  lost.length === 0 && doubled.length === 0 && !isStuck && !isAstray && wasDisturbed

interface Count {
  readonly token: string
  readonly name: string
  readonly made: number
  readonly inUse: number
}

async function countEffects(client: pg.Client, tokens: readonly string[]): Promise<readonly Count[]> {
  const counts: Count[] = []
  for (const { name, sql } of EFFECTS) {
    const { rows } = await client.query<{ token: string; made: number; in_use: number }>(sql, [tokens])
    counts.push(...rows.map(({ token, made, in_use }) => ({ token, name, made, inUse: in_use })))
  }
  return counts
}

/** A parked run waits for a person in whatever state it is, so nothing is claimed about it. */
function missing(kind: EndingKind, { name, inUse }: Count): readonly string[] {
  if (kind === 'completed' && inUse < 1) return [`${name} is missing`]
  if (kind === 'undone' && inUse > 0) return [`${name} is still in use`]
  return []
}

interface Acknowledged {
  readonly token: string | null
  readonly operation: string
  readonly key: string
  readonly name: string
  /** Answers that said that this very call had the effect. */
  readonly times: number
}

function acknowledgedWrites(events: readonly CallEvent[]): readonly Acknowledged[] {
  const writes = new Map<string, Acknowledged>()
  for (const event of events) {
    if (event.event !== 'answered' || event.key === null) continue
    if (event.verdict !== 'accepted' && event.verdict !== 'replayed') continue
    const name = `${event.operation} ${event.key}`
    const times = (writes.get(name)?.times ?? 0) + (event.verdict === 'accepted' ? 1 : 0)
    writes.set(name, { token: event.token, operation: event.operation, key: event.key, name, times })
  }
  return [...writes.values()]
}
