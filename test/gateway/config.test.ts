import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readSettings } from '../../gateway/config.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-config-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function configFile(content: unknown): string {
  const file = join(folder, 'gateway.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const ISSUER = { issuer: 'https://id.example.com', audience: 'graph' }
const SECRET = 'abcdefghijklmnopqrstuvwxyz0123456789'

describe('readSettings', () => {
  it('needs little, and fills in the rest', () => {
    const { config, envelopeKey } = readSettings({ GATEWAY_CONFIG: configFile({ supergraph: 's.graphql', issuers: [ISSUER] }) })

    expect(config).toMatchObject({
      port: 4_000,
      host: '127.0.0.1',
      anonymous: false,
      introspection: true,
      variants: {
        client: { introspection: false },
        subcontractor: { introspection: false },
        reseller: { introspection: false },
      },
      exposeTiming: false,
      deadlineMs: 15_000,
      live: { maxStreamsPerSubject: 20, maxStreams: 2_000, pollMs: 250, idleMs: 15_000, stallTimeoutMs: 10_000 },
    })
    expect(config.issuers?.[0]?.algorithms).toEqual(['RS256', 'ES256'])
    expect(config.authorization).toBeUndefined()
    expect(envelopeKey).toBeNull()
  })

  it('lets the command line win over the environment, and the environment over the file', () => {
    const file = configFile({ port: 1, supergraph: 's.graphql', issuers: [ISSUER] })

    expect(readSettings({ GATEWAY_CONFIG: file }).config.port).toBe(1)
    expect(readSettings({ GATEWAY_CONFIG: file, PORT: '2' }).config.port).toBe(2)
    expect(readSettings({ GATEWAY_CONFIG: 'nowhere', PORT: '2' }, { config: file, port: '3' }).config.port).toBe(3)
  })

  it('finds the supergraph beside the config file, and the one of the command line where it is typed', () => {
    const file = configFile({ supergraph: 's.graphql', issuers: [ISSUER] })

    expect(readSettings({}, { config: file }).config.supergraph).toBe(join(folder, 's.graphql'))
    expect(readSettings({}, { config: file, supergraph: 'other.graphql' }).config.supergraph).toBe(resolve('other.graphql'))
  })

  it('finds the tags of the variants beside the config file, and knows no other variant than those', () => {
    const file = (more: object) => configFile({ supergraph: 's.graphql', issuers: [ISSUER], ...more })

    expect(readSettings({}, { config: file({ governance: 'governance.config.json' }) }).config.governance).toBe(
      join(folder, 'governance.config.json'),
    )
    expect(readSettings({}, { config: file({}) }).config.governance).toBeUndefined()
    expect(() => readSettings({}, { config: file({ variants: { clients: { introspection: true } } }) })).toThrow('variants')
    expect(() => readSettings({}, { config: file({ variants: { internal: { introspection: false } } }) })).toThrow('variants')
  })

  it('signs with the first envelope key', () => {
    const file = configFile({ supergraph: 's.graphql', issuers: [ISSUER] })

    expect(readSettings({ GATEWAY_CONFIG: file, ENVELOPE_KEYS: `new:${SECRET},old:${SECRET}` }).envelopeKey).toEqual({
      id: 'new',
      secret: SECRET,
    })
  })

  it('reports every fault of file and environment at once, by key and never by value', () => {
    const file = configFile({
      supergraph: '',
      issuers: [{ ...ISSUER, algorithms: ['HS256'] }],
      deadlineMs: -5,
      timeout: 'hunter2',
      subgraphs: { crm: { url: 'ftp://hunter2', timeout: 1 } },
      authorization: { mode: 'hunter2' },
    })
    const read = () => readSettings({ GATEWAY_CONFIG: file, PORT: 'hunter2', ENVELOPE_KEYS: 'hunter2' })

    for (const key of [
      'supergraph',
      'issuers.0.algorithms.0',
      'deadlineMs',
      '"timeout"',
      'subgraphs.crm',
      'authorization.mode',
      'PORT',
      'ENVELOPE_KEYS',
    ]) {
      expect(read).toThrow(key)
    }
    expect(read).not.toThrow('hunter2')
  })

  it.each([
    ['nobody could call', { supergraph: 's' }],
    ['is not JSON', '{ "secret": "hunter2",'],
    ['must be a JSON object', '[1]'],
  ])('says that %s', (text, content) => {
    const file = configFile(content)

    expect(() => readSettings({ GATEWAY_CONFIG: file })).toThrow(text)
    expect(() => readSettings({ GATEWAY_CONFIG: file })).not.toThrow('hunter2')
  })

  it('says which file cannot be read', () => {
    expect(() => readSettings({ GATEWAY_CONFIG: join(folder, 'absent.json') })).toThrow('absent.json: cannot be read')
  })
})
