import { accessSync, constants, existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { findPostgresBinaries } from '../../../scripts/postgres/binaries.ts'

describe('findPostgresBinaries', () => {
  it('finds the three programs of this platform', () => {
    const { postgres, initdb, pgCtl } = findPostgresBinaries()

    expect([postgres, initdb, pgCtl].filter((program) => !existsSync(program))).toEqual([])
  })

  const link = path.join(path.dirname(findPostgresBinaries().postgres), '../lib/libecpg.so')
  const itWithLinks = process.platform === 'linux' && isWritable(path.dirname(link)) ? it : it.skip

  itWithLinks('restores links that npm did not create because install scripts were denied (Linux, own node_modules)', () => {
    rmSync(link, { force: true }) // of the embedded-SQL compiler, which no running server uses

    findPostgresBinaries()

    expect(existsSync(link)).toBe(true)
  })
})

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
