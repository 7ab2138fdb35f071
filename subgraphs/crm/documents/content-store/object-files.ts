import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ContentRead } from '../port.ts'

/** Bytes on disk under their SHA-256, `<root>/<first two digits>/<digest>`. */
export interface ObjectFiles {
  /** Resolves to the digest when the bytes are stored; the same bytes are stored once. */
  put(bytes: Uint8Array): Promise<string>
  /** Digest recomputed. */
  read(sha256: string): Promise<ContentRead>
  /** Folders that objects are spread over. */
  shelves(): Promise<readonly string[]>
  objectsOn(shelf: string): Promise<readonly string[]>
  /** Removes every object of a shelf that is not kept, and what interrupted writes left there. Resolves to the objects removed. */
  clear(shelf: string, kept: ReadonlySet<string>): Promise<number>
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
    await syncFolder(shelf)
    if (created !== undefined) await syncFolder(root)
  }

  return {
    read,

    async put(bytes) {
      const sha256 = sha256Of(bytes)
      // A damaged object is written anew: these are its right bytes.
      if ((await read(sha256)).state !== 'intact') await write(sha256, bytes)
      return sha256
    },

    shelves: async () => (await namesIn(root)).filter((name) => SHELF.test(name)),

    objectsOn: async (shelf) => (await namesIn(path.join(root, shelf))).filter((name) => OBJECT.test(name)),

    async clear(shelf, kept) {
      const condemned = (await namesIn(path.join(root, shelf))).filter((name) => !kept.has(name))
      await Promise.all(condemned.map((name) => rm(path.join(root, shelf, name), { force: true })))
      return condemned.filter((name) => OBJECT.test(name)).length
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

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
