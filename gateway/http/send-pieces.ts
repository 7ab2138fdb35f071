import type { ServerResponse } from 'node:http'

/**
 * Sends a body piece by piece, no faster than the client reads: the next piece is asked for when the buffer has room again. A
 * client that leaves it full for `stallTimeoutMs` is cut off, or what it does not read would stay in memory for as long as it
 * likes. Never rejects.
 */
export async function sendPieces(response: ServerResponse, pieces: AsyncIterable<string>, stallTimeoutMs: number): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (response.destroyed) return
      if (response.write(piece)) continue
      if (!(await hasRoomWithin(response, stallTimeoutMs))) return void response.destroy()
    }
    if (!response.destroyed) response.end()
  } catch {
    response.destroy() // the client sees an incomplete body, as it is one
  }
}

/** False when the client has not read within the time, or is gone. */
function hasRoomWithin(response: ServerResponse, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (hasRoom: boolean) => () => {
      clearTimeout(timer)
      response.off('drain', onDrain).off('close', onClose)
      resolve(hasRoom)
    }
    const [onDrain, onClose] = [settle(true), settle(false)]
    const timer = setTimeout(onClose, timeoutMs)
    response.once('drain', onDrain).once('close', onClose)
  })
}
