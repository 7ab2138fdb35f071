import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { takeFileLock } from '../../scripts/file-lock.ts'

describe('takeFileLock', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lock-'))
    file = path.join(folder, 'lock')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function take() {
    const lock = takeFileLock(file)
    if ('heldBy' in lock) throw new Error(`held by ${lock.heldBy}`)
    return lock
  }

  it('names the live holder to everybody else', () => {
    take()

    expect(takeFileLock(file)).toEqual({ heldBy: process.pid })
  })

  it('is free again after release, and leaves no other file', () => {
    take().release()

    expect(readdirSync(folder)).toEqual([])
    expect(take().stolen).toBe(false)
  })

  it.each([
    ['a dead process', JSON.stringify({ pid: 4_194_305, mark: null, token: 'a' })],
    ['an earlier process with the pid of a live one', JSON.stringify({ pid: process.pid, mark: '1', token: 'a' })],
    ['nobody, because it was cut short', '{"pi'],
    ['nobody, because it is empty', ''],
  ])('is stolen from %s', (_, text) => {
    writeFileSync(file, text)

    expect(take().stolen).toBe(true)
    expect(readdirSync(folder)).toEqual(['lock'])
  })

  it('is not released by a holder that lost it', () => {
    const lost = take()
    rmSync(file)
    take()
    lost.release()

    expect(existsSync(file)).toBe(true)
  })

  it('has one holder at a time among many processes that steal and release', async () => {
    writeFileSync(file, JSON.stringify({ pid: 4_194_305, mark: null, token: 'a' }))
    const counter = path.join(folder, 'counter')
    writeFileSync(counter, '0')
    const contend = () => promisify(execFile)(process.execPath, ['--import', 'tsx', CONTENDER, file, counter])

    await Promise.all([contend(), contend(), contend()])

    expect(readFileSync(counter, 'utf8')).toBe('150')
  })
})

const CONTENDER = new URL('../support/lock-contender.ts', import.meta.url).pathname
