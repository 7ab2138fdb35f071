import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { compose } from './support/compose.ts'
import { type GatewayOptions, type GatewayUnderTest, startGatewayOver } from './support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from './support/little-subgraph.ts'
import { MASK_HEAD } from './support/mask-sdl.ts'
import { person } from './support/principal.ts'

const graph = (fields: string, mutation: string, query = '') => `${MASK_HEAD}
  type Worker @key(fields: "id") { id: ID! name: String ${fields} }
  type Query { worker: Worker workers: [Worker!] ${query} }
  type Mutation { raise: Worker ${mutation} }`

const SERVED = graph(
  'pay: Int @requiresScopes(scopes: [["hr:comp:read"]]) phone: String grade: String @requiresScopes(scopes: [["hr:read"]]) room: String',
  '@requiresScopes(scopes: [["hr:write"]])',
)
/** Opens pay to hr:read, masks phones, closes grades but to controllers, drops rooms, has raises decided by the owner of the data. */
const CANDIDATE = graph(
  'pay: Int @requiresScopes(scopes: [["hr:comp:read"], ["hr:read"]]) phone: String @masked(as: "last4", unless: [["hr:pii:read"]]) grade: String @requiresScopes(scopes: [["erp:financials:read"]])',
  '@requiresScopes(scopes: [["hr:write"]]) @policy(policies: [["segregation_of_duties"]])',
)
const candidateOf = (sdl: string) => compose({ name: 'hr', sdl })
const shadow = { supergraph: 'unused', reportSeconds: 3_600 }
const WORKER = { id: '1', name: 'Ada', pay: 100, phone: '+49 30 12344711', grade: 'G5', room: 'A1' }

let hr: LittleSubgraph
beforeAll(async () => {
  const resolvers = { Query: { worker: () => WORKER, workers: () => [WORKER] }, Mutation: { raise: () => WORKER } }
  hr = await startLittleSubgraph({ name: 'hr', sdl: SERVED, resolvers })
})
afterAll(() => hr.stop())

const start = (options: GatewayOptions = {}) =>
  startGatewayOver([hr], {
    config: { authorization: { shadow } },
    shadowSupergraphSdl: candidateOf(CANDIDATE),
    ...options,
  })

/** What the log says of the shadow policies after the gateway has stopped. */
async function reportOf(gateway: GatewayUnderTest) {
  await gateway.stop()
  const lines = gateway.logLines.filter(({ event }) => event === 'policy.shadow' || event === 'policy.shadow.changes')
  const [totals] = lines
  const changes = lines.flatMap((line) => (Array.isArray(line.changes) ? line.changes : []))
  return { totals, changes: changes.map((each) => Object.values(each).join(' ')).toSorted() }
}

describe('shadow policies', () => {
  it('report exactly who would gain and who would lose what, and answer everybody as before', async () => {
    const plain = await startGatewayOver([hr])
    const gateway = await start()
    const staff = person(['hr:read'], { clientId: 'directory' })
    const payroll = person(['hr:comp:read', 'hr:pii:read', 'hr:write'], { clientId: 'payroll' })
    const controller = person(['erp:financials:read'], { clientId: 'finance' })
    const asked = [
      { as: staff, query: 'query Card { worker { name pay phone grade } }' },
      { as: staff, query: 'query Card { worker { name pay phone grade } }' },
      { as: payroll, query: 'query Card { worker { name pay phone grade } }' },
      { as: controller, query: 'query Card { worker { name pay phone grade } }' },
      { as: payroll, query: 'mutation Raise { raise { pay } }' },
      { as: staff, query: '{ workers { x: room ...F } } fragment F on Worker { name }' },
      { as: staff, query: 'query Names { workers { name } }' },
      { as: person([]), query: 'query Card { worker { name pay phone grade } }' },
    ]
    for (const { as, query } of asked) {
      expect((await gateway.ask(query, { as })).body).toEqual((await plain.ask(query, { as })).body)
    }
    const { totals, changes } = await reportOf(gateway)
    await plain.stop()

    expect(totals).toMatchObject({ operations: 8, changedOperations: 6, failures: 0, dropped: 0 })
    expect(changes).toEqual(
      [
        'directory Card Worker.pay gain denied clear 2',
        'directory Card Worker.phone loss clear masked 2',
        'directory Card Worker.grade loss clear denied 2',
        'finance Card Worker.phone loss clear masked 1',
        'finance Card Worker.grade gain denied clear 1',
        'payroll Raise Mutation.raise loss clear obliged 1',
        'directory (unnamed) Worker.room loss clear absent 1',
        'test-client Card Worker.phone loss clear masked 1',
      ].toSorted(),
    )
  })

  it('say that they ran when nobody would gain or lose anything, and nothing without traffic', async () => {
    const same = await start({ shadowSupergraphSdl: candidateOf(SERVED) })
    await same.ask('{ worker { pay grade } }')
    const idle = await start()

    expect(await reportOf(same)).toMatchObject({ totals: { operations: 1, changedOperations: 0 }, changes: [] })
    expect(await reportOf(idle)).toEqual({ totals: undefined, changes: [] })
  })

  it('report while the gateway runs', async () => {
    const gateway = await start({ config: { authorization: { shadow: { ...shadow, reportSeconds: 1 } } } })
    await gateway.ask('{ worker { phone } }')
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    const before = gateway.logLines.filter(({ event }) => event === 'policy.shadow').length
    await gateway.stop()

    expect(before).toBe(1)
  })

  it('open nothing: what the candidate allows and the enforced policies deny is never fetched', async () => {
    const gateway = await start()
    hr.received.length = 0
    const { body } = await gateway.ask('{ worker { pay } }', { as: person(['hr:read']) })
    await gateway.stop()

    expect(body.data).toEqual({ worker: { pay: null } })
    expect(hr.received.map(({ query }) => query).join()).not.toContain('pay')
  })

  it('are bounded: whoever invents names of operations fills no memory', async () => {
    const gateway = await start({ config: { authorization: { shadow: { ...shadow, maxChanges: 5 } } } })
    for (let n = 0; n < 20; n += 1) await gateway.ask(`query N${n}${'x'.repeat(200)} { worker { phone } }`)
    const { totals, changes } = await reportOf(gateway)

    expect(totals).toMatchObject({ operations: 20, dropped: 15 })
    expect(changes).toHaveLength(5)
    expect(Math.max(...changes.map((each) => each.length))).toBeLessThan(200)
  })

  it.each([
    ['an unknown scope', CANDIDATE.replace('hr:pii:read', 'hr:pii:raed'), /Worker\.phone: unknown scope/],
    ['an empty list', SERVED.replace('[["hr:read"]]', '[[]]'), /Worker\.grade: an empty list/],
  ])('keep the gateway from starting when they have %s, for they would say nothing', async (_, sdl, message) => {
    await expect(start({ shadowSupergraphSdl: candidateOf(sdl) })).rejects.toThrow(message)
  })

  it('are the only dry run: no mode of the enforced policies lets a denied field pass', async () => {
    for (const mode of ['report', 'dry-run', 'off']) {
      await expect(start({ config: { authorization: { mode } } })).rejects.toThrow(/mode/)
    }
    await expect(start({ config: { authorization: { dryRun: true } } })).rejects.toThrow(/dryRun/)
  })
})
