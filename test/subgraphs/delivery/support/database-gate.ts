import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to the database that is shut at first: whoever comes is turned away, as by a server that is still starting. */
export interface DatabaseGate {
  /** The same database, through the gate. */
  readonly url: string
  /** Somebody was turned away. */
  readonly wasTried: Promise<void>
  open(): void
  /** Cuts those who are connected, and turns away whoever comes. */
  shut(): void
  /** Lets nothing more through on the connections that there are, and cuts none of them. */
  freeze(): void
  close(): void
}

export async function openDatabaseGate(databaseUrl: string): Promise<DatabaseGate> {
  const target = new URL(databaseUrl)
  let isOpen = false
  let tell: () => void = () => undefined
  const wasTried = new Promise<void>((resolve) => {
    tell = resolve
  })
  const connected = new Set<Socket>()
  const server = createServer((incoming) => {
    connected.add(incoming)
    incoming.on('close', () => connected.delete(incoming))
    if (isOpen) return join(incoming, connect(Number(target.port), target.hostname))
    incoming.destroy()
    tell()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    wasTried,
    open() {
      isOpen = true
    },
    shut() {
      isOpen = false
      for (const socket of connected) socket.destroy()
    },
    freeze() {
      for (const socket of connected) socket.unpipe().pause()
    },
    close: () => void server.close(),
  }
}

function join(incoming: Socket, outgoing: Socket): void {
  for (const [from, to] of [
    [incoming, outgoing],
    [outgoing, incoming],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
}
