import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  claimDataDirectory,
  clientSecret,
  type DataDirectory,
  dataDirectory,
  ensureSecrets,
  eraseDataDirectory,
  readRuntime,
  readSecrets,
  removeRuntime,
  writeRuntime,
} from '../../scripts/data-directory.ts'

describe('data directory', () => {
  let home: string
  let directory: DataDirectory
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'data-directory-'))
    directory = dataDirectory(path.join(home, 'data'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  describe('claim and erase', () => {
    it('marks a new or empty directory as ours, as often as asked', () => {
      mkdirSync(directory.root)
      claimDataDirectory(directory)
      claimDataDirectory(directory)

      expect(existsSync(directory.marker)).toBe(true)
    })

    it('refuses a directory with foreign content, for use and for erasing', () => {
      mkdirSync(directory.root)
      writeFileSync(path.join(directory.root, 'thesis.txt'), 'years of work')

      expect(() => claimDataDirectory(directory)).toThrow('is not a data directory')
      expect(() => eraseDataDirectory(directory)).toThrow('was not erased')
      expect(readdirSync(directory.root)).toEqual(['thesis.txt'])
    })

    it('refuses a file in its place', () => {
      writeFileSync(directory.root, '')

      expect(() => claimDataDirectory(directory)).toThrow(expect.objectContaining({ name: 'OperatorFault' }))
    })

    it('erases everything that is ours', () => {
      claimDataDirectory(directory)
      ensureSecrets(directory)
      eraseDataDirectory(directory)

      expect(readdirSync(directory.root)).toEqual([])
    })
  })

  describe('secrets', () => {
    it('are created once and readable by their owner only', () => {
      claimDataDirectory(directory)
      const first = ensureSecrets(directory)

      expect(ensureSecrets(directory)).toEqual(first)
      expect(statSync(directory.secrets).mode & 0o777).toBe(0o600)
      expect(readdirSync(directory.root).filter((name) => name.includes('secrets'))).toEqual(['secrets.json'])
    })

    it('of an older version are completed with what it did not have, and keep the rest', () => {
      claimDataDirectory(directory)
      const { databasePasswords, ...others } = ensureSecrets(directory)
      const { gateway: _, ...older } = databasePasswords
      writeFileSync(directory.secrets, JSON.stringify({ ...others, databasePasswords: older }))

      const completed = ensureSecrets(directory)
      expect(completed).toMatchObject({ ...others, databasePasswords: older })
      expect(completed.databasePasswords.gateway.length).toBeGreaterThan(30)
      expect(JSON.parse(readFileSync(directory.secrets, 'utf8'))).toEqual(completed)
      expect(statSync(directory.secrets).mode & 0o777).toBe(0o600)
      expect(readSecrets(directory)).toEqual(completed)
    })

    it('give every client a secret of its own, the same each time', () => {
      claimDataDirectory(directory)
      const secrets = ensureSecrets(directory)

      expect(clientSecret(secrets, 'svc_orchestrator')).toBe(clientSecret(readSecrets(directory), 'svc_orchestrator'))
      expect(clientSecret(secrets, 'svc_orchestrator')).not.toBe(clientSecret(secrets, 'client_acme'))
    })

    it.each([
      ['cut short', (text: string) => text.slice(0, 60)],
      ['without a key', (text: string) => text.replace('"identityKey"', '"other"')],
    ])('that are %s are reported in one line that quotes no secret', (_, spoil) => {
      claimDataDirectory(directory)
      const { envelopeKeys, databasePasswords } = ensureSecrets(directory)
      writeFileSync(directory.secrets, spoil(readFileSync(directory.secrets, 'utf8')))

      const failure = capture(() => readSecrets(directory))
      expect(failure).toMatch(/secrets\.json is damaged .*--fresh$/)
      expect(
        [envelopeKeys[0]?.secret ?? '', databasePasswords.admin.slice(0, 8)].filter((secret) => failure.includes(secret)),
      ).toEqual([])
    })
  })

  describe('runtime note', () => {
    const runtime = (pid: number) => ({
      pid,
      port: 4000,
      gatewayUrl: 'http://127.0.0.1:4000/graphql',
      issuer: 'http://127.0.0.1:4001',
      databaseUrl: 'postgresql://127.0.0.1:4002/delivery_graph',
      dataDir: directory.root,
      ports: { gateway: 4000 },
    })

    it('is found while the graph runs', () => {
      claimDataDirectory(directory)
      writeRuntime(directory, runtime(process.pid))
      expect(readRuntime(directory)).toEqual(runtime(process.pid))

      removeRuntime(directory)
      expect(readRuntime(directory)).toBeUndefined()
    })

    it('of a killed start counts for nothing', () => {
      claimDataDirectory(directory)
      writeRuntime(directory, runtime(4_194_305))

      expect(readRuntime(directory)).toBeUndefined()
    })
  })
})

function capture(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('nothing was thrown')
}
