import { writeFileSync } from 'node:fs'
import { errorMessage } from '../error-facts.ts'
import { describeFailure } from '../operator-fault.ts'
import { type CaseRecord, caseRecord } from './case-records.ts'
import { discoverCells } from './cells.ts'
import type { Ending } from './drive/ending.ts'
import type { Cells, DrillCase, DrillGroup, Ground } from './ground.ts'
import { cancelRule } from './groups/cancel-rule.ts'
import { holds, type Judgement, judge, type Played } from './judge/judge.ts'
import { createPhases, selectDrills } from './matrix.ts'
import { type OpenGround, openGround } from './open-ground.ts'
import { FAULTS_HELP, type FaultOptions, readFaultOptions } from './options.ts'
import { reportFailure, reportTable } from './report.ts'

export interface FaultsIo {
  readonly print: (line: string) => void
  /** Progress and complaints. */
  readonly tell: (line: string) => void
}

/** `faults handoff [options]`. Resolves to the exit code. */
export async function faultsCommand(argv: readonly string[], io: FaultsIo): Promise<0 | 1 | 2> {
  const request = readFaultOptions(argv)
  if ('help' in request) {
    io.print(FAULTS_HELP)
    return 0
  }
  if ('fault' in request) {
    io.tell(`${request.fault}; --help shows how`)
    return 2
  }
  try {
    return await disturb(request.options, io)
  } catch (error) {
    io.tell(describeFailure(error))
    return 1
  }
}

async function disturb(options: FaultOptions, io: FaultsIo): Promise<0 | 1> {
  const startedAt = performance.now()
  const ground = await openGround({ seed: options.seed, keep: options.keep, report: io.tell })
  const stopEarly = () => void ground.close().finally(() => process.exit(1))
  process.once('SIGINT', stopEarly).once('SIGTERM', stopEarly)
  try {
    const judgements = await playMatrix(ground, options, io)
    const failed = judgements.filter((each) => !holds(each))
    for (const each of failed)
      for (const line of reportFailure(each, ground.log.eventsOf(each.token), options.seed)) io.print(line)
    for (const line of ['', ...reportTable(judgements, ground.log.events(), performance.now() - startedAt)]) io.print(line)
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(judgements, null, 2)}\n`)
    if (options.keep) io.tell(`kept: ${ground.dataDir} and ${ground.log.file}`)
    return failed.length === 0 ? 0 : 1
  } finally {
    process.off('SIGINT', stopEarly).off('SIGTERM', stopEarly)
    await ground.close()
  }
}

async function playMatrix(open: OpenGround, options: FaultOptions, io: FaultsIo): Promise<readonly Judgement[]> {
  let used = 0
  const nextRecord = (): CaseRecord => {
    used += 1
    return caseRecord(used)
  }
  const startedAt = performance.now()
  const tell = (line: string) => io.tell(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}`)

  const { cells, clean } = await playClean(open, nextRecord)
  tell(`${cells.dos.length} writes and ${cells.undos.length} undos discovered`)
  const judgements: Judgement[] = [...(await judge(open.stack.adminUrl, clean, open.log.events()))]
  const ground: Ground = { ...open, cells }
  for (const phase of createPhases()) {
    const played = await Promise.all(phase.map((group) => playGroup(ground, group, options, nextRecord)))
    const judged = await judge(open.stack.adminUrl, played.flat(), open.log.events())
    judgements.push(...judged)
    if (judged.length > 0) {
      const names = phase.map(({ name }) => name).join(', ')
      tell(`${names}: ${judged.length} cases, ${judged.filter((each) => !holds(each)).length} not as they should be`)
    }
  }
  return judgements
}

/** A drill whose call was lost to the death of another drill is tried again, with a handoff of its own, up to this often. */
const ROUNDS = 3

async function playGroup(
  ground: Ground,
  group: DrillGroup,
  options: FaultOptions,
  nextRecord: () => CaseRecord,
): Promise<readonly Played[]> {
  const played: Played[] = []
  let drills = selectDrills(group, ground.cells, options)
  for (let round = 1; drills.length > 0; round += 1) {
    const cases = drills.map((drill): DrillCase => ({ drill, record: nextRecord() }))
    const endings = await endingsOf(ground, group, cases)
    const isIdle = ({ record }: DrillCase) => ground.plan.waitingFor(record.token).length > 0
    const again = round < ROUNDS ? cases.filter(isIdle) : []
    played.push(...cases.map((each, index) => playedCase(each, endings[index], again.includes(each) ? 'again' : isIdle(each))))
    drills = again.map(({ drill }) => drill)
  }
  return played
}

function playedCase({ drill, record }: DrillCase, ending: Ending | undefined, idle: boolean | 'again'): Played {
  if (ending === undefined) throw new Error(`${drill.id} was played without an ending`)
  const { id, expects } = drill
  // What is tried again was an ordinary handoff between the deaths of others: it may end well in either way.
  const isOrdinary = idle === 'again' && ending.kind !== 'parked'
  return { id, expects: isOrdinary ? ending.kind : expects, token: record.token, ending, wasDisturbed: idle !== true }
}

async function endingsOf(ground: Ground, group: DrillGroup, cases: readonly DrillCase[]): Promise<readonly Ending[]> {
  return group.play(ground, cases).catch(async (error: unknown): Promise<readonly Ending[]> => {
    // The drill did not come about: none of its cases proves anything, and the others must not suffer from it.
    await ground.heal()
    return cases.map(() => ({ kind: 'stuck', at: Date.now(), note: errorMessage(error) }))
  })
}

/** One undisturbed handoff and one that is cancelled after its last write: they show which writes there are. */
async function playClean(
  open: OpenGround,
  nextRecord: () => CaseRecord,
): Promise<{ readonly cells: Cells; readonly clean: readonly Played[] }> {
  const [whole, cancelled] = [nextRecord(), nextRecord()]
  const completed = await open.director.follow(whole)
  const dos = discoverCells(open.log.eventsOf(whole.token))
  const last = dos.at(-1)
  if (last !== undefined) open.plan.arm(cancelRule(open, cancelled.token, last))
  const undone = await open.director.follow(cancelled)
  const undos = discoverCells(open.log.eventsOf(cancelled.token)).filter(({ isUndo }) => isUndo)
  const played = { wasDisturbed: true } as const
  return {
    cells: { dos, undos },
    clean: [
      { ...played, id: 'clean/completed', token: whole.token, expects: 'completed', ending: completed },
      { ...played, id: 'clean/cancelled', token: cancelled.token, expects: 'undone', ending: undone },
    ],
  }
}
