import { describe, expect, it } from '@jest/globals'
import { unsupportedNode } from '../../../scripts/start/check-node.ts'
import { readStartOptions } from '../../../scripts/start/options.ts'
import { portsFrom } from '../../../scripts/start/ports.ts'

describe('options of npm start', () => {
  it('have defaults', () => {
    expect(readStartOptions([], {})).toEqual({
      options: {
        port: 4000,
        dataDir: undefined,
        seed: 'demo',
        fresh: false,
        databaseUrl: undefined,
        workers: 1,
        partnerDocuments: 'id-only',
      },
    })
  })

  it('come from the environment, and the command line wins', () => {
    const env = { PORT: '5000', DATA_DIR: '/data', SEED: 'dev', DATABASE_URL: '', WORKERS: '3' }

    expect(readStartOptions(['--seed', 'none'], env)).toEqual({
      options: {
        port: 5000,
        dataDir: '/data',
        seed: 'none',
        fresh: false,
        databaseUrl: undefined,
        workers: 3,
        partnerDocuments: 'id-only',
      },
    })
  })

  it.each([
    [['--port', 'http'], {}],
    [['--port', '0'], {}],
    [['--port', '65530'], {}],
    [['--seed', 'huge'], {}],
    [['--partner-documents', 'all'], {}],
    [[], { PARTNER_DOCUMENTS: 'log' }],
    [['--workers', '0'], {}],
    [['--workers', '9'], {}],
    [['--colour'], {}],
    [['extra'], {}],
    [[], { PORT: 'x' }],
    [['--fresh'], { DATABASE_URL: 'postgresql://127.0.0.1/graph' }],
  ])('%j with %j are refused with one line', (argv, env) => {
    expect(readStartOptions(argv, env)).toEqual({ fault: expect.stringMatching(/^.+$/) })
  })

  it('give every part a port of its own above the gateway', () => {
    expect(portsFrom(4000)).toEqual({
      gateway: 4000,
      'identity-provider': 4001,
      database: 4002,
      crm: 4003,
      erp: 4004,
      psa: 4005,
      hr: 4006,
      procurement: 4007,
      delivery: 4008,
    })
  })
})

describe('unsupportedNode', () => {
  it.each(['18.20.8', '20.18.3'])('refuses %s in one line', (version) => {
    expect(unsupportedNode(version)).toBe(`Node 20.19 or newer is needed; this is ${version}`)
  })

  it.each(['20.19.0', '22.0.0', '24.1.0'])('accepts %s', (version) => {
    expect(unsupportedNode(version)).toBeUndefined()
  })
})
