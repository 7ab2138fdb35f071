import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Whether a port can be listened on at this moment on the loopback interface. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** A port that nobody listens on, below the range from which systems number outgoing connections (32768 on Linux). */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 20_000)
    if (await isPortFree(port)) return port
  }
}
