import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createObjectFiles, sha256Of } from '../../../../subgraphs/crm/documents/content-store/object-files.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'objects-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const BYTES = Buffer.from('content')
const DIGEST = sha256Of(BYTES)
const SHELF = DIGEST.slice(0, 2)

describe.each([true, false])('object files (durable: %s)', (durable) => {
  const files = () => createObjectFiles(path.join(root, 'documents'), { durable })

  it('appear whole under their digest, readable by their owner only, with nothing left beside them', async () => {
    const digests = await Promise.all(Array.from({ length: 20 }, () => files().put(BYTES)))

    expect(new Set(digests)).toEqual(new Set([DIGEST]))
    expect(readdirSync(path.join(root, 'documents', SHELF))).toEqual([DIGEST])
    expect(statSync(path.join(root, 'documents', SHELF, DIGEST)).mode & 0o777).toBe(0o600)
    expect(await files().read(DIGEST)).toEqual({ state: 'intact', bytes: BYTES })
  })

  it.each(['0'.repeat(64), '../../../etc/passwd', ''])('miss %p, and never leave their folder', async (name) => {
    expect(await files().read(name)).toEqual({ state: 'missing' })
  })

  it('remove what an interrupted write left, and what is not kept, once it is old enough', async () => {
    await files().put(BYTES)
    writeFileSync(path.join(root, 'documents', SHELF, '.interrupted'), 'cont')
    const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)]

    expect(await files().clear(SHELF, new Set(), past)).toBe(0)
    expect(readdirSync(path.join(root, 'documents', SHELF))).toHaveLength(2)
    expect(await files().clear(SHELF, new Set([DIGEST]), future)).toBe(0)
    expect(await files().objectsOn(SHELF)).toEqual([DIGEST])
    expect(readdirSync(path.join(root, 'documents', SHELF))).toEqual([DIGEST])
    expect(await files().clear(SHELF, new Set(), future)).toBe(1)
    expect([await files().read(DIGEST), await files().has(DIGEST)]).toEqual([{ state: 'missing' }, false])
  })

  it('are as new as the last time that they were put', async () => {
    await files().put(BYTES)
    const object = path.join(root, 'documents', SHELF, DIGEST)
    utimesSync(object, new Date(0), new Date(0))
    await files().put(BYTES)

    expect(Date.now() - statSync(object).mtimeMs).toBeLessThan(60_000)
    expect(await files().has(DIGEST)).toBe(true)
  })

  it('are none before the first was put', async () => {
    expect(await files().shelves()).toEqual([])
    expect(await files().objectsOn('ab')).toEqual([])
  })
})
