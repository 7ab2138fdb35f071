import type { CallEvent } from '../proxy/call-log.ts'

/**
 * How long a case stood still after a death, in milliseconds; one figure a death that met it in a call. When a worker dies,
 * until another process makes the next call of the case; when something else dies, until the next call is answered well. When
 * whoever could take over dies meanwhile, it counts from that death.
 */
export function recoveriesOf(token: string, events: readonly CallEvent[]): readonly number[] {
  const own = events.filter((event): event is OwnEvent => 'number' in event && event.token === token)
  const deaths = events.filter((event): event is Death => event.event === 'killed' || event.event === 'paused')
  const lastDeathBefore = (at: number) => deaths.findLast((death) => death.at <= at)?.at ?? at
  return deaths.flatMap((death) => {
    const next = nextAfter(own, death)
    return next === undefined ? [] : [next.at - lastDeathBefore(next.at)]
  })
}

type OwnEvent = Extract<CallEvent, { readonly number: number }>

type Death = Extract<CallEvent, { readonly part: string }>

function nextAfter(own: readonly OwnEvent[], death: Death): OwnEvent | undefined {
  if (death.part.startsWith('worker-')) return nextOfAnother(own, death)
  // How long a single system is away is decided by the drill.
  return death.part === 'database' || death.part === 'gateway' ? nextGood(own, death) : undefined
}

function nextOfAnother(own: readonly OwnEvent[], { at, pid }: Death) {
  const last = own.findLast((event) => event.at <= at)
  if (last === undefined || last.pid !== pid) return undefined
  // Once it had its answer, the next call may have to wait for people.
  const wasInCall = last.event === 'arrived' || last.event === 'answered'
  return wasInCall ? own.find((event) => event.event === 'arrived' && event.at > at && event.pid !== pid) : undefined
}

function nextGood(own: readonly OwnEvent[], { at }: Death) {
  const last = own.findLast((event) => event.at <= at)
  if (last === undefined) return undefined
  return own.find((event) => event.event === 'answered' && event.at > at && event.verdict !== 'errors')
}

/** Value that the given share of the values does not exceed; NaN without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
