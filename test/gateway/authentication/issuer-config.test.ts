import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { IssuerConfig, IssuerConfigs } from '../../../gateway/authentication/issuer-config.ts'

const LOGIN = { issuer: 'https://login.example', audience: 'delivery-graph' }

describe('IssuerConfig', () => {
  it('needs an issuer and an audience only', () => {
    expect(IssuerConfig.parse(LOGIN)).toMatchObject({
      algorithms: ['RS256', 'ES256'],
      maxTokenLifetimeSeconds: 7_200,
      claims: { scope: 'scope', roles: 'roles', workerId: 'worker_id', clientId: 'client_id' },
    })
  })

  it.each(['HS256', 'HS512', 'none', 'None', 'rs256'])('refuses the algorithm %s at start', (algorithm) => {
    expect(IssuerConfig.safeParse({ ...LOGIN, algorithms: ['RS256', algorithm] }).success).toBe(false)
  })

  it.each([
    ['no algorithm', { algorithms: [] }],
    ['an unknown key', { algorithm: ['RS256'] }],
    ['an unknown claim', { claims: { role: 'roles' } }],
    ['an empty audience', { audience: '' }],
    ['keys over plain http', { jwksUri: 'http://login.example/keys' }],
    ['discovery over plain http', { issuer: 'http://login.example' }],
    ['a loopback name of somebody else', { issuer: 'http://localhost.example' }],
  ])('refuses %s', (_, change) => {
    expect(IssuerConfig.safeParse({ ...LOGIN, ...change }).success).toBe(false)
  })

  it.each(['http://127.0.0.1:4001', 'http://localhost:4001', 'http://[::1]:4001'])(
    'accepts plain http on this machine: %s',
    (issuer) => {
      expect(IssuerConfig.safeParse({ ...LOGIN, issuer }).success).toBe(true)
    },
  )

  it('refuses one issuer listed twice, and none at all', () => {
    expect(IssuerConfigs.safeParse([LOGIN, { ...LOGIN, audience: 'other' }]).success).toBe(false)
    expect(IssuerConfigs.safeParse([]).success).toBe(false)
  })
})

describe('docs/identity.md', () => {
  const guide = readFileSync(new URL('../../../docs/identity.md', import.meta.url), 'utf8')
  const example = /```json\n(.*?)```/s.exec(guide)?.[1] ?? ''

  it('shows an example that the gateway accepts', () => {
    expect(IssuerConfigs.parse(JSON.parse(example).issuers)).toHaveLength(1)
  })

  it('describes every key and every claim, with its default', () => {
    const { claims, ...keys } = IssuerConfig.parse({ ...LOGIN, jwksUri: 'https://login.example/keys' })

    for (const key of [...Object.keys(keys), 'claims']) expect(guide).toContain(`| \`${key}\` |`)
    for (const [key, claim] of Object.entries(claims)) expect(guide).toContain(`| \`${key}\` | \`${claim}\` |`)
  })
})
