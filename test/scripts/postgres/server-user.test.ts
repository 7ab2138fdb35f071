import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { serverUser } from '../../../scripts/postgres/server-user.ts'

const isRoot = process.getuid?.() === 0
const asRoot = isRoot ? it : it.skip
const asNormalUser = isRoot ? it.skip : it

describe('serverUser', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'server-user-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const user = () => serverUser({ data: path.join(folder, 'pg'), mustReach: [folder] })
  function uidOf(launch: ReturnType<ReturnType<typeof user>['launch']>): number {
    return Number(execFileSync(launch.command, launch.args, { ...launch.options, encoding: 'utf8' }))
  }

  asNormalUser('runs the server as the normal user itself (skipped as root)', () => {
    expect(user().owner).toBeUndefined()
  })

  asRoot('never runs the server as root (skipped as a normal user)', () => {
    chmodSync(folder, 0o711)
    const { owner, launch } = user()

    expect(uidOf(launch('id', ['-u']))).toBe(owner?.uid)
    expect(owner?.uid).toBeGreaterThan(0)
  })

  asRoot('lets it pass through a private folder of root with setpriv (skipped as a normal user)', () => {
    chmodSync(folder, 0o700)
    const { owner, launch } = user()

    expect(launch('id', ['-u']).command).toBe('setpriv')
    expect(uidOf(launch('id', ['-u']))).toBe(owner?.uid)
    expect(() => execFileSync(launch('ls', [folder]).command, launch('ls', [folder]).args)).not.toThrow()
  })

  asRoot('runs it as the owner of existing files (skipped as a normal user)', () => {
    const data = path.join(folder)
    chownSync(data, 65_534, 65_534)

    expect(serverUser({ data, mustReach: [] }).owner).toEqual({ uid: 65_534, gid: 65_534 })
  })
})
