import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { isPortFree } from '../free-port.ts'
import { operatorFault } from '../operator-fault.ts'
import { SUBGRAPHS, type SubgraphName } from '../subgraph-names.ts'

export type PortName = 'gateway' | 'identity-provider' | 'database' | SubgraphName
export type StackPorts = Readonly<Record<PortName, number>>

const NAMES: readonly PortName[] = ['gateway', 'identity-provider', 'database', ...SUBGRAPHS]

/** The gateway's port and the eight above it, always in the same order. */
export function portsFrom(gatewayPort: number): StackPorts {
  return Object.fromEntries(NAMES.map((name, index) => [name, gatewayPort + index])) as StackPorts // NAMES is every PortName
}

/**
 * A block of ports that nobody listens on, for tests and for a demo beside a running graph. Below the range from which systems
 * number outgoing connections (32768 on Linux): otherwise such a connection could take the port of a part that restarts.
 */
export async function freePorts(): Promise<StackPorts> {
  for (;;) {
    const ports = portsFrom(20_000 + 10 * randomInt(1_200))
    const free = await Promise.all(Object.values(ports).map(isPortFree))
    if (free.every(Boolean)) return ports
  }
}

/**
 * Throws one line when a port is taken. `patienceMs` waits for processes of a killed start, which end by themselves. The
 * database is left out: it may be running already, and checks its own port.
 */
export async function requireFreePorts(ports: StackPorts, patienceMs: number): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    const taken = await firstTaken(ports)
    if (taken === undefined) return
    if (Date.now() >= deadline) {
      throw operatorFault(`port ${ports[taken]} (${taken}) is taken by another program; choose other ports with --port`)
    }
  }
}

async function firstTaken(ports: StackPorts): Promise<PortName | undefined> {
  for (const name of NAMES) if (name !== 'database' && !(await isPortFree(ports[name]))) return name
  return undefined
}
