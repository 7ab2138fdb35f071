import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openBenchDatabase } from '../handoffs/bench-database.ts'
import type { Finding, Measure, MeasureOptions } from '../measure.ts'
import { startBenchGateways } from './bench-gateways.ts'
import { compare } from './compare.ts'
import { DOCUMENTS, type DocumentName } from './fixture-graph.ts'
import { LADDER, PAIR, type Rung } from './ladder.ts'
import { askMany, type Sample } from './load.ts'

/** CPU a request, full against open: what the aim is, and what it must not be worse than. */
const AIM = 1.15
const FLOOR = 1.75

const NAMES = Object.keys(DOCUMENTS) as DocumentName[] // the keys of a literal

async function measure(rungs: readonly Rung[], { isQuick, databaseUrl, report }: MeasureOptions) {
  // Many short rounds: whatever else the machine does then meets all gateways alike.
  const [rounds, count, warmUp] = isQuick ? [10, 60, 300] : [36, 250, 1_000]
  const folder = mkdtempSync(path.join(tmpdir(), 'delivery-graph-bench-'))
  const database = await openBenchDatabase(databaseUrl)
  const samples = new Map<string, Sample[]>()
  const samplesOf = (document: DocumentName, { name }: Rung) => samples.get(`${document} ${name}`) ?? []
  try {
    const { gateways, stop } = await startBenchGateways(rungs, { folder, databaseUrl: database.gatewayUrl, report })
    try {
      for (let round = 0; round <= rounds; round += 1) {
        for (const document of NAMES) {
          // Every other round the other way round: who comes after whom must not matter.
          for (const gateway of round % 2 === 0 ? gateways : gateways.toReversed()) {
            const sample = await askMany(gateway, document, round === 0 ? warmUp : count)
            // The first round compiles the code and is not counted.
            if (round > 0) samples.set(`${document} ${gateway.rung.name}`, [...samplesOf(document, gateway.rung), sample])
          }
        }
        if (round === 0 || round === rounds) report(round === 0 ? '  warm' : `  ${rounds} rounds`)
      }
    } finally {
      await stop()
    }
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const [base] = rungs
  const rows = NAMES.flatMap((document) =>
    rungs.map((rung) =>
      compare({ document, gateway: rung.name }, samplesOf(document, rung), base === undefined ? [] : samplesOf(document, base)),
    ),
  )
  return { rows, rounds, count }
}

const titleOf = (rounds: number, count: number) =>
  `Real gateways in processes of their own over the same subgraphs, which answer from memory; ${count} requests a round, 4 at once, ${rounds} interleaved rounds.`

const overheadMeasure: Measure = {
  name: 'overhead',
  describe: 'identity, policies, documents, envelope and audit together, against the same gateway that allows everything',
  inQuick: true,
  async run(options): Promise<Finding> {
    const { rows, rounds, count } = await measure(PAIR, options)
    const ratios = rows.filter(({ gateway }) => gateway !== 'open').map((row) => row['CPU ratio'])
    const known = ratios.filter((ratio) => ratio !== null)
    const worst = Math.max(...known)
    return {
      name: 'overhead',
      title: titleOf(rounds, count),
      rows,
      verdict:
        known.length === 0
          ? { holds: null, text: 'this machine does not tell the CPU of a process' }
          : { holds: worst <= FLOOR, text: `${worst.toFixed(2)} times the CPU at worst (floor ${FLOOR}, aim ${AIM})` },
    }
  },
}

const breakdownMeasure: Measure = {
  name: 'breakdown',
  describe: 'the same, a part at a time: identity, policies, documents, envelope, audit',
  inQuick: false,
  async run(options): Promise<Finding> {
    const { rows, rounds, count } = await measure(LADDER, options)
    return {
      name: 'breakdown',
      title: titleOf(rounds, count),
      rows,
      verdict: { holds: null, text: 'each gateway does what the one above it does, and one thing more' },
    }
  },
}

/** What governance costs a request. */
export const GOVERNANCE_MEASURES: readonly Measure[] = [overheadMeasure, breakdownMeasure]
