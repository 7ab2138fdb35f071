import type { Row } from '../measure.ts'
import { median, percentile } from '../statistics.ts'
import type { Sample } from './load.ts'

export type Compared = Row & {
  /** Of all rounds together, against the first gateway; null where CPU is not told. */
  readonly 'CPU ratio': number | null
  /** Median of the ratios within each round. */
  readonly 'p50 ratio': number
}

/**
 * One row of a gateway. CPU is told in ticks of 10 ms, a good part of what a round uses: only its sum is exact. Latencies are
 * compared within each round, whose sides ran one after the other: whatever slows the machine for a while slows both.
 */
export function compare(
  { document, gateway }: { readonly document: string; readonly gateway: string },
  samples: readonly Sample[],
  base: readonly Sample[],
): Compared {
  const all = samples.flatMap(({ latenciesMs }) => latenciesMs)
  const cpu = cpuOf(samples)
  const baseCpu = cpuOf(base)
  const p50 = ({ latenciesMs }: Sample) => median(latenciesMs)
  return {
    document,
    gateway,
    'requests/s': median(samples.map(({ requestsPerSecond }) => requestsPerSecond)),
    'p50 ms': median(all),
    'p99 ms': percentile(all, 0.99),
    'CPU ms/request': cpu,
    'CPU ratio': cpu === null || baseCpu === null ? null : cpu / baseCpu,
    'p50 ratio': medianRatio(samples, base, p50),
  }
}

/** Mean of all requests, since every round has as many of them. */
function cpuOf(samples: readonly Sample[]): number | null {
  const known = samples.flatMap(({ cpuMsPerRequest }) => cpuMsPerRequest ?? [])
  return known.length < samples.length || known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length
}

const medianRatio = (samples: readonly Sample[], base: readonly Sample[], of: (sample: Sample) => number): number =>
  median(samples.flatMap((sample, round) => (base[round] === undefined ? [] : [of(sample) / of(base[round])])))
