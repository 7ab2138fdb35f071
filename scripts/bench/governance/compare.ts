import type { Row } from '../measure.ts'
import { median, percentile } from '../statistics.ts'
import type { Sample } from './load.ts'

export type Compared = Row & {
  /** Median of the rounds, against the first gateway in the same round; null where CPU is not told. */
  readonly 'CPU ratio': number | null
  readonly 'p50 ratio': number
}

/**
 * One row of a gateway. Ratios are taken within each round, whose two sides ran one after the other, and only then is the median
 * taken: whatever else slows the machine for a while slows both.
 */
export function compare(
  { document, gateway }: { readonly document: string; readonly gateway: string },
  samples: readonly Sample[],
  base: readonly Sample[],
): Compared {
  const all = samples.flatMap(({ latenciesMs }) => latenciesMs)
  const cpu = samples.flatMap(({ cpuMsPerRequest }) => cpuMsPerRequest ?? [])
  const p50 = ({ latenciesMs }: Sample) => median(latenciesMs)
  return {
    document,
    gateway,
    'requests/s': median(samples.map(({ requestsPerSecond }) => requestsPerSecond)),
    'p50 ms': median(all),
    'p99 ms': percentile(all, 0.99),
    'CPU ms/request': cpu.length === 0 ? null : median(cpu),
    'CPU ratio': medianRatio(samples, base, ({ cpuMsPerRequest }) => cpuMsPerRequest),
    'p50 ratio': medianRatio(samples, base, p50) ?? Number.NaN,
  }
}

function medianRatio(samples: readonly Sample[], base: readonly Sample[], of: (sample: Sample) => number | null): number | null {
  const ratios = samples.flatMap((sample, round) => {
    const other = base[round]
    const [mine, theirs] = [of(sample), other === undefined ? null : of(other)]
    return mine === null || theirs === null || theirs === 0 ? [] : [mine / theirs]
  })
  return ratios.length === 0 ? null : median(ratios)
}
