import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

  it('finds every manifest of documents beside the config file', () => {
    const documents = { folder: 'documents', clients: { acme: { manifest: 'acme.json' } }, shared: { client: '/shared.json' } }
    const { config } = readSettings({}, { config: configFile({ supergraph: 's', issuers: [ISSUER], documents }) })

    expect(config.documents).toEqual({
      folder: join(folder, 'documents'),
      levels: { internal: 'off', client: 'id-only', subcontractor: 'id-only', reseller: 'id-only' },
      clients: { acme: { manifest: join(folder, 'acme.json') } },
      shared: { client: '/shared.json' },
    })
  })

  it('takes the documents that the guide for operators shows', () => {
    const shown = /```json\n(\{\n {2}"documents"[\s\S]*?)```/.exec(readFileSync('docs/operators.md', 'utf8'))?.[1] ?? ''
    const file = configFile({ supergraph: 's', issuers: [ISSUER], ...JSON.parse(shown) })

    expect(readSettings({}, { config: file }).config.documents.levels.reseller).toBe('safelist')
  })

  it('finds the supergraph of the shadow policies beside the config file, too', () => {
    const file = configFile({
      supergraph: 's.graphql',
      issuers: [ISSUER],
      authorization: { shadow: { supergraph: 'next.graphql' } },
    })

    expect(readSettings({}, { config: file }).config.authorization).toMatchObject({
      mode: 'filter',
      shadow: { supergraph: join(folder, 'next.graphql'), reportSeconds: 60, maxChanges: 10_000 },
    })
  })

  it('takes the login of its database from the environment, and shows no value of a faulty one', () => {
    const file = configFile({ supergraph: 's.graphql', issuers: [ISSUER] })
    const url = 'postgresql://graph_gateway:secret@db:5432/graph'

    expect(readSettings({ GATEWAY_CONFIG: file }).databaseUrl).toBeNull()
    expect(readSettings({ GATEWAY_CONFIG: file, GATEWAY_DATABASE_URL: url }).databaseUrl).toBe(url)
    expect(() => readSettings({ GATEWAY_CONFIG: file, GATEWAY_DATABASE_URL: 'mysql://a:secret@b' })).toThrow(
      /^Invalid configuration:\n {2}GATEWAY_DATABASE_URL: (?!.*secret).*$/,
    )
  })

  it('refuses an audit without a store or a key: it never means "no audit"', () => {
    const file = configFile({ supergraph: 's.graphql', issuers: [ISSUER], audit: { directory: 'audit' } })
    const AUDIT_KEYS = `new:${SECRET},old:${SECRET}`
    const GATEWAY_DATABASE_URL = 'postgresql://graph_gateway@db/graph'

    expect(() => readSettings({ GATEWAY_CONFIG: file })).toThrow(
      'Invalid configuration:\n  audit: needs GATEWAY_DATABASE_URL, which is not set\n  audit: needs AUDIT_KEYS, which is not set',
    )
    expect(() => readSettings({ GATEWAY_CONFIG: file, AUDIT_KEYS })).toThrow('GATEWAY_DATABASE_URL')
    const { config, auditSecrets } = readSettings({ GATEWAY_CONFIG: file, AUDIT_KEYS, GATEWAY_DATABASE_URL })
    expect(config.audit).toMatchObject({ directory: join(folder, 'audit'), whenUnavailable: 'refuse', refusalsPerMinute: 120 })
    expect(auditSecrets.map(({ id }) => id)).toEqual(['new', 'old'])
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
    '*',
    'null',
    'https://app.example.com/',
    'https://app.example.com/path',
    'app.example.com',
    'HTTPS://app.example.com',
    'ftp://a',
    '',
  ])('refuses %j as an origin whose pages may call', (origin) => {
    const file = configFile({ supergraph: 's', issuers: [ISSUER], cors: { origins: ['https://app.example.com:8443', origin] } })

    expect(() => readSettings({ GATEWAY_CONFIG: file })).toThrow('cors.origins.1: must be an origin')
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
