import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { ContentRead } from '../port.ts'

/** Bytes on disk under their SHA-256, `<root>/<first two digits>/<digest>`. */
export interface ObjectFiles {
  /** Resolves to the digest when the bytes are stored; the same bytes are stored once, and count as new again. */
  put(bytes: Uint8Array): Promise<string>
  /** Whether there are bytes under this name; whether they are right is for `read` to say. */
  has(sha256: string): Promise<boolean>
  /** Digest recomputed. */
  read(sha256: string): Promise<ContentRead>
  /** Folders that objects are spread over. */
  shelves(): Promise<readonly string[]>
  objectsOn(shelf: string): Promise<readonly string[]>
  /** Removes what a shelf has from before `before` (real time) and does not keep: objects, and what interrupted writes left. Resolves to the objects removed. */
  clear(shelf: string, kept: ReadonlySet<string>, before: Date): Promise<number>
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const OBJECT = /^[0-9a-f]{64}$/
const SHELF = /^[0-9a-f]{2}$/
/** Only the service may read contracts. */
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/**
 * An object appears under its name whole or not at all: it is written under another name and renamed. `durable` also sends it
 * to the disk before that, so that it survives a power cut; data that can be made again does without.
 */
export function createObjectFiles(root: string, { durable }: { readonly durable: boolean }): ObjectFiles {
  const shelfOf = (sha256: string) => path.join(root, sha256.slice(0, 2))

  async function read(sha256: string): Promise<ContentRead> {
    if (!OBJECT.test(sha256)) return { state: 'missing' }
    try {
      const bytes = await readFile(path.join(shelfOf(sha256), sha256))
      return sha256Of(bytes) === sha256 ? { state: 'intact', bytes } : { state: 'damaged' }
    } catch (error) {
      if (isAbsent(error)) return { state: 'missing' }
      throw error
    }
  }

  async function write(sha256: string, bytes: Uint8Array): Promise<void> {
    const shelf = shelfOf(sha256)
    const created = await mkdir(shelf, { recursive: true, mode: FOLDER_MODE })
    const draft = path.join(shelf, `.${randomUUID()}`)
    const file = await open(draft, 'wx', FILE_MODE)
    try {
      await file.writeFile(bytes)
      if (durable) await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path.join(shelf, sha256))
    if (!durable) return
    // A name is part of its folder: without this a power cut could lose the name and keep the bytes.
    await sync(shelf)
    if (created !== undefined) await sync(root)
  }

  /** Makes a stored object as safe and as new as one that was just written: whoever wrote it may still be about to do that. */
  async function renew(sha256: string): Promise<void> {
    const object = path.join(shelfOf(sha256), sha256)
    const now = new Date()
    await utimes(object, now, now)
    if (durable) for (const each of [object, shelfOf(sha256), root]) await sync(each)
  }

  return {
    read,

    async put(bytes) {
      const sha256 = sha256Of(bytes)
      // A damaged object is written anew: these are its right bytes.
      if ((await read(sha256)).state === 'intact') {
        try {
          await renew(sha256)
          return sha256
        } catch (error) {
          // A purge took it after it was read.
          if (!isAbsent(error)) throw error
        }
      }
      await write(sha256, bytes)
      return sha256
    },

    has: async (sha256) => (await changedAt(path.join(shelfOf(sha256), sha256))) !== null,

    shelves: async () => (await namesIn(root)).filter((name) => SHELF.test(name)),

    objectsOn: async (shelf) => (await namesIn(path.join(root, shelf))).filter((name) => OBJECT.test(name)),

    async clear(shelf, kept, before) {
      let removed = 0
      for (const name of await namesIn(path.join(root, shelf))) {
        if (kept.has(name)) continue
        const file = path.join(root, shelf, name)
        const changed = await changedAt(file)
        if (changed === null || changed >= before) continue
        await rm(file, { force: true })
        if (OBJECT.test(name)) removed += 1
      }
      return removed
    },
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

/** When a file was written or renewed; null when there is none. */
async function changedAt(file: string): Promise<Date | null> {
  try {
    return (await stat(file)).mtime
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

async function sync(fileOrFolder: string): Promise<void> {
  const handle = await open(fileOrFolder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
