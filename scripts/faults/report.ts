import { holds, type Judgement } from './judge/judge.ts'
import { percentile, recoveriesOf } from './judge/recovery.ts'
import type { CallEvent } from './proxy/call-log.ts'

const COLUMNS = ['group', 'cases', 'lost', 'doubled', 'stuck', 'astray', 'idle', 'recovery p50', 'p99'] as const
const WIDTHS = [10, 6, 6, 9, 7, 8, 6, 14, 10] as const
/** Lines of the call log that a failure shows. */
const EXCERPT = 24

/** The table, with totals, as lines. */
export function reportTable(judgements: readonly Judgement[], events: readonly CallEvent[], tookMs: number): readonly string[] {
  const groups = [...new Set(judgements.map(groupOf))]
  const rowOf = (name: string, cases: readonly Judgement[]) => {
    const recoveries = cases.flatMap(({ token }) => recoveriesOf(token, events))
    return line([
      name,
      cases.length,
      ...totals(cases),
      milliseconds(percentile(recoveries, 0.5)),
      milliseconds(percentile(recoveries, 0.99)),
    ])
  }
  const [lost, doubled, stuck] = totals(judgements)
  return [
    line(COLUMNS),
    ...groups.map((group) =>
      rowOf(
        group,
        judgements.filter((each) => groupOf(each) === group),
      ),
    ),
    rowOf('total', judgements),
    '',
    `${judgements.length} cases, ${judgements.filter(holds).length} as they should be, in ${Math.round(tookMs / 1_000)} s`,
    `${lost} lost, ${doubled} doubled, ${stuck} stuck`,
  ]
}

/** What is wrong with a case, its calls, and how to repeat it alone. */
export function reportFailure(judgement: Judgement, events: readonly CallEvent[], seed: number): readonly string[] {
  const { id, expects, ending, lost, doubled, isStuck, isAstray, wasDisturbed } = judgement
  return [
    '',
    id,
    ...lost.map((what) => `  lost: ${what}`),
    ...doubled.map((what) => `  doubled: ${what}`),
    ...(isStuck ? [`  stuck: ${ending.note}`] : []),
    ...(isAstray ? [`  ended ${ending.kind} instead of ${expects}: ${ending.note}`] : []),
    ...(wasDisturbed ? [] : ['  idle: the call that the fault waits for never came']),
    ...during(ending.at, events)
      .slice(-EXCERPT)
      .map((event) => `    ${describe(event)}`),
    `  repeat: npm run faults -- handoff --only '^${id.replaceAll('.', '\\.')}$' --seed ${seed} --keep`,
  ]
}

/** From the first call of the case to its end; what died before or after has nothing to do with it. */
function during(endedAt: number, events: readonly CallEvent[]): readonly CallEvent[] {
  const first = events.findIndex((event) => 'number' in event)
  return events.slice(Math.max(first, 0)).filter(({ at }) => at <= endedAt)
}

const groupOf = ({ id }: Judgement): string => id.split('/')[0] ?? id

/** Cases with something lost, doubled, stuck, ended astray, or never disturbed. */
function totals(cases: readonly Judgement[]): readonly number[] {
  const count = (is: (each: Judgement) => boolean) => cases.filter(is).length
  return [
    count(({ lost }) => lost.length > 0),
    count(({ doubled }) => doubled.length > 0),
    count(({ isStuck }) => isStuck),
    count(({ isAstray }) => isAstray),
    count(({ wasDisturbed }) => !wasDisturbed),
  ]
}

const line = (cells: readonly (string | number)[]): string =>
  cells
    .map((cell, index) => {
      const width = WIDTHS[index] ?? 0
      return index === 0 ? String(cell).padEnd(width) : String(cell).padStart(width)
    })
    .join('')

const milliseconds = (value: number): string => (Number.isNaN(value) ? '-' : `${Math.round(value)} ms`)

function describe(event: CallEvent): string {
  const at = new Date(event.at).toISOString().slice(11, 23)
  if (!('number' in event)) return `${at} ${event.event} ${event.part} ${event.pid ?? ''}`
  const what = `${event.operation} ${event.key ?? ''}`
  const answer = event.event === 'answered' ? ` ${event.verdict} ${event.codes.join(' ')}` : ''
  return `${at} ${event.worker} ${event.pid ?? ''} #${event.number} ${event.event}${answer} ${what}`
}
