import { Supergraph } from '@apollo/federation-internals'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { getIntrospectionQuery, parse } from 'graphql'
import { parseVariantRules } from '../../contracts/variants/variant-rules.ts'
import { buildVariants } from '../../contracts/variants.ts'
import type { Principal } from '../../contracts/wire/principal.ts'
import { withoutEnforcedSecurityPurpose } from '../../gateway/execution/security-purpose.ts'
import { compose } from './support/compose.ts'
import { type Ask, type GatewayUnderTest, startGatewayOver } from './support/gateway-under-test.ts'
import { createLeakScan } from './support/leak-scan.ts'
import type { LittleSubgraph } from './support/little-subgraph.ts'
import { person } from './support/principal.ts'
import { RULES_TEXT, startTaggedGraph } from './support/tagged-graph.ts'

const RULES = parseVariantRules(RULES_TEXT, 'test')
const partner = (kind: NonNullable<Principal['partner']>['kind'], scopes: readonly string[] = []) =>
  person(scopes, { kind: 'PARTNER', partner: { id: 'par_1', kind, accountIds: [], supplierIds: [] } })
const CLIENT = partner('CLIENT')
const INTERNAL = person([])

let subgraphs: readonly LittleSubgraph[]
let gateway: GatewayUnderTest
let leaksIn: (text: string) => readonly string[]

beforeAll(async () => {
  subgraphs = await startTaggedGraph()
  gateway = await startGatewayOver(subgraphs, { variantRules: RULES, config: { variants: { client: { introspection: true } } } })
  const supergraph = parse(compose(...subgraphs))
  const apiSchema = Supergraph.buildForTests(withoutEnforcedSecurityPurpose(supergraph)).apiSchema().toGraphQLJSSchema()
  const client = buildVariants(supergraph, apiSchema, RULES).get('client')
  if (client === undefined) throw new Error('every variant is built')
  leaksIn = createLeakScan(client, ['salesforce', 'taxengine', 'claimdesk', '_entities', '_service', 'join__Graph', 'internal'])
})
afterAll(async () => {
  await gateway.stop()
  for (const subgraph of subgraphs) await subgraph.stop()
})

/** Asks as a client of the firm, and looks at everything that comes back, header and body, for hidden names. */
async function askAsClient(query: string, ask: Ask = {}) {
  const { status, headers, body } = await gateway.ask(query, { as: CLIENT, ...ask })
  const leaks = leaksIn(`${JSON.stringify(body)} ${JSON.stringify(Object.fromEntries(headers))}`)
  return { status, body, leaks, codes: body.errors?.map(({ extensions }) => extensions.code) }
}
const sent = () => subgraphs.flatMap(({ received }) => received.map(({ query }) => query)).join('\n')

describe('a contract variant', () => {
  it('answers from all systems, over keys and required fields that its callers do not see', async () => {
    const { body, leaks } = await askAsClient('{ account(id: "1") { id name segment taxZone openClaim } }')

    expect(body).toEqual({
      data: { account: { id: '1', name: 'Account 1', segment: 'SMALL', taxZone: 'Z-DACH', openClaim: 'dup L1' } },
    })
    expect(sent()).toMatch(/legacyNumber[\s\S]*salesRegion|salesRegion[\s\S]*legacyNumber/) // the leak scan has something to find
    expect(leaks).toEqual([])
  })

  it('is chosen by the token alone: no header and no variable of a partner changes it', async () => {
    const headers = { 'x-variant': 'internal', 'x-contract': 'internal', 'apollographql-client-name': 'internal' }
    const { status, codes } = await askAsClient('{ account(id: "1") { riskRating } }', {
      headers,
      variables: { variant: 'internal' },
    })

    expect([status, codes]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']])
    expect((await gateway.ask('{ account(id: "1") { riskRating } }', { headers: { 'x-variant': 'client' } })).body).toEqual({
      data: { account: { riskRating: 9 } },
    })
  })

  it.each([
    ['field', (name: string) => `{ account(id: "1") { ${name} } }`, 'riskRating'],
    ['root field', (name: string) => `{ ${name} { __typename } }`, 'pipelineForecast'],
    ['mutation', (name: string) => `mutation { ${name}(id: "1") }`, 'purgeAccount'],
    ['argument', (name: string) => `{ accounts(${name}: true) { id } }`, 'debugMode'],
    ['type', (name: string) => `{ node(id: "1") { ... on ${name} { id } } }`, 'Escalation'],
    ['type of a fragment', (name: string) => `{ node(id: "1") { ...F } } fragment F on ${name} { id }`, 'Escalation'],
    ['type of a variable', (name: string) => `query ($x: ${name}) { account(id: $x) { id } }`, 'Forecast'],
    ['enum value', (name: string) => `{ accounts(segment: ${name}) { id } }`, 'STRATEGIC'],
    ['input field', (name: string) => `{ accounts(filter: { ${name}: 1 }) { id } }`, 'churnScore'],
  ])('answers for a hidden %s what it answers for one that never was', async (_, document, hidden) => {
    const [real, unreal] = [await askAsClient(document(hidden)), await askAsClient(document('zzNever'))]

    expect(real.status).toBe(400)
    expect(JSON.stringify(real.body).replaceAll(hidden, 'X')).toBe(JSON.stringify(unreal.body).replaceAll('zzNever', 'X'))
  })

  it.each([
    '{ account(id: "1") { riskRatin nam } }',
    '{ pipelineForecas { id } accoun }',
    '{ accounts(debugMod: true, segmen: SMALL) { id } }',
    '{ accounts(segment: STRATEGI) { id } }',
    '{ accounts(filter: { churnScor: 1 }) { id } }',
    '{ node(id: "1") { blamedPerso ... on Escalatio { id } } }',
    '{ hits { title ... on Forecas { id } } }',
    'query ($x: AccountFilte) { account(id: $x) { id } }',
  ])('suggests nothing for near misses: %s', async (query) => {
    const { status, body, leaks } = await askAsClient(query)

    expect(status).toBe(400)
    expect(JSON.stringify(body)).not.toContain('Did you mean')
    expect(leaks).toEqual([])
  })

  it('suggests nothing in variables either', async () => {
    const query = 'query ($s: Segment, $f: AccountFilter) { accounts(segment: $s, filter: $f) { id } }'
    const value = await askAsClient(query, { variables: { s: 'STRATEGI' } })
    const field = await askAsClient(query, { variables: { f: { churnScor: 1, nameLik: 'a' } } })

    expect([value.codes, field.codes?.[0]]).toEqual([['BAD_USER_INPUT'], 'BAD_USER_INPUT'])
    expect(JSON.stringify([value.body, field.body])).not.toContain('Did you mean')
    expect([...value.leaks, ...field.leaks]).toEqual([])
    expect((await gateway.ask(query, { variables: { s: 'STRATEGI' } })).body.errors?.[0]?.message).toContain('Did you mean')
  })

  it('takes no hidden value or input field in variables', async () => {
    const query = 'query ($s: Segment, $f: AccountFilter) { accounts(segment: $s, filter: $f) { id } }'
    subgraphs[0]?.received.splice(0)

    expect((await askAsClient(query, { variables: { s: 'STRATEGIC' } })).status).toBe(400)
    expect((await askAsClient(query, { variables: { f: { churnScore: 1 } } })).status).toBe(400)
    expect(subgraphs[0]?.received).toEqual([])
    expect((await gateway.ask(query, { variables: { s: 'STRATEGIC', f: { churnScore: 1 } } })).status).toBe(200)
  })
})

describe('introspection of a variant', () => {
  it('tells of the variant and of nothing else', async () => {
    const all = {
      specifiedByUrl: true,
      inputValueDeprecation: true,
      oneOf: true,
      schemaDescription: true,
      directiveIsRepeatable: true,
    }
    const { status, body, leaks } = await askAsClient(getIntrospectionQuery(all))

    expect(status).toBe(200)
    expect(body.errors).toBeUndefined()
    expect(JSON.stringify(body)).toContain('openClaim')
    expect(leaks).toEqual([])
    expect(leaksIn(JSON.stringify((await gateway.ask(getIntrospectionQuery())).body))).not.toEqual([])
  })

  it('knows no hidden type, whoever asks first and however', async () => {
    const query = 'query ($n: String!) { __type(name: $n) { name } a: __type(name: "Forecast") { name } }'
    expect((await gateway.ask(query, { variables: { n: 'Escalation' } })).body.data).toEqual({
      __type: { name: 'Escalation' },
      a: { name: 'Forecast' },
    })
    const { body, leaks } = await askAsClient(query, { variables: { n: 'Escalation' } })

    expect(body).toEqual({ data: { __type: null, a: null } })
    expect(leaks).toEqual([])
  })

  it('stands beside data, under aliases, in fragments and behind conditions', async () => {
    const query = `query ($no: Boolean = false) {
      t: __typename a: account(id: "1") { name } ...S x: __type(name: "Node") { possibleTypes { name } ...T } y: __schema @include(if: $no) { types { name } }
    }
    fragment S on Query { s: __schema { queryType { name fields { name } } } }
    fragment T on __Type { kind }`
    const { body, leaks } = await askAsClient(query)

    expect(body).toEqual({
      data: {
        t: 'Query',
        a: { name: 'Account 1' },
        s: {
          queryType: {
            name: 'Query',
            fields: ['account', 'accounts', 'node', 'strictNodes', 'hits', 'tierOf', 'guarded'].map((name) => ({ name })),
          },
        },
        x: { possibleTypes: [{ name: 'Task' }], kind: 'INTERFACE' },
      },
    })
    expect(leaks).toEqual([])
  })

  it('is refused by default, without saying more', async () => {
    const closed = await startGatewayOver(subgraphs, { variantRules: RULES })
    const refused = await closed.ask('{ __schema { types { name } } }', { as: CLIENT })
    const internal = await closed.ask('{ __schema { queryType { name } } }')
    await closed.stop()

    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
    expect(leaksIn(JSON.stringify(refused.body))).toEqual([])
    expect(internal.status).toBe(200)
  })

  it('is open to the roles and scopes of the configuration alone, where there are any', async () => {
    const limited = await startGatewayOver(subgraphs, {
      variantRules: RULES,
      config: { introspectionFor: ['architect', 'delivery:admin'], variants: { client: { introspection: true } } },
    })
    const query = '{ a: account(id: "1") { name } ...S } fragment S on Query { __schema { queryType { name } } }'
    const outcome = async (as: Principal) => (await limited.ask(query, { as })).status
    const statuses = [
      await outcome(person([], { roles: ['architect'] })),
      await outcome(person(['delivery:admin'])),
      await outcome(person(['delivery:read'], { roles: ['legal'] })),
      await outcome(CLIENT), // partners have a switch of their own
    ]
    const plain = await limited.ask('{ account(id: "1") { name } }')
    await limited.stop()

    expect(statuses).toEqual([200, 200, 403, 200])
    expect(plain.status).toBe(200)
  })
})

describe('what the full graph answers and the variant does not have', () => {
  it('is null with a code where an enum value is hidden', async () => {
    const { status, body, leaks } = await askAsClient('{ accounts { id segment } }')

    expect(status).toBe(200)
    expect(body.data).toEqual({
      accounts: [
        { id: '1', segment: 'SMALL' },
        { id: 'strategic', segment: null },
      ],
    })
    expect(body.errors).toEqual([
      {
        message: 'The value is outside of your contract.',
        path: ['accounts', 1, 'segment'],
        extensions: { code: 'OUTSIDE_CONTRACT', retryable: false },
      },
    ])
    expect(leaks).toEqual([])
  })

  it('moves up where null is not allowed', async () => {
    const { body, leaks } = await askAsClient('{ tierOf(id: "2") account(id: "1") { name } }')

    expect(body.data).toBeNull()
    expect(body.errors?.[0]?.path).toEqual(['tierOf'])
    expect(leaks).toEqual([])
    expect((await askAsClient('{ tierOf(id: "1") }')).body).toEqual({ data: { tierOf: 'GOLD' } })
  })

  it.each([
    '{ node(id: "esc1") { __typename id title } }',
    '{ node(id: "esc1") { id title } }',
    '{ node(id: "esc1") { ... on Node { title } } }',
    '{ node(id: "esc1") { t: __typename } }',
  ])('is null where an object has a hidden type: %s', async (query) => {
    const { body, leaks, codes } = await askAsClient(query)

    expect(body.data).toEqual({ node: null })
    expect(codes).toEqual(['OUTSIDE_CONTRACT'])
    expect(leaks).toEqual([])
  })

  it('leaves visible objects of the same interface and union alone, without what only the gateway asked for', async () => {
    const { body, leaks } = await askAsClient('{ node(id: "t1") { id } hits { ... on Task { title } ... on Account { name } } }')

    expect(body.data).toEqual({ node: { id: 't1' }, hits: [{ title: 'Title t1' }, null, { name: 'Account 1' }] })
    expect(body.errors?.map(({ path }) => path)).toEqual([['hits', 1]])
    expect(leaks).toEqual([])
  })

  it('costs a list that admits no null', async () => {
    const { body, codes } = await askAsClient('{ strictNodes { id } }')

    expect(body.data).toBeNull()
    expect(codes).toEqual(['OUTSIDE_CONTRACT'])
  })
})

describe('faults, as a partner reads them', () => {
  it('end at the last key that the partner asked for when a hidden required field is missing', async () => {
    const { body, leaks } = await askAsClient('{ account(id: "regionless") { name taxZone } }')

    expect(body.errors).toMatchObject([{ path: ['account'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
    expect(leaks).toEqual([])
  })

  it('have the words of the gateway, never those of a subgraph', async () => {
    const { body, leaks, codes } = await askAsClient('{ account(id: "wrong") { name } }')

    expect(codes).toEqual(['BAD_USER_INPUT'])
    expect(body.errors?.[0]?.path).toEqual(['account'])
    expect(leaks).toEqual([])
    expect((await gateway.ask('{ account(id: "wrong") { name } }')).body.errors?.[0]?.message).toContain('riskRating')
  })

  it.each([
    ['an unexpected error', null],
    ['no answer', 'down'],
  ])('name no system on %s', async (_, fault) => {
    const [sales, tax, claims] = subgraphs
    if (fault !== null) for (const each of [tax, claims]) each?.fail((response) => response.destroy())
    const { body, leaks } = await askAsClient(`{ account(id: "${fault === null ? 'broken' : '1'}") { name taxZone openClaim } }`)
    for (const each of [sales, tax, claims]) each?.fail(null)

    expect(body.errors?.length).toBeGreaterThan(0)
    expect(leaks).toEqual([])
  })
})

describe('what is kept of a document', () => {
  it.each([
    ['partner first', [CLIENT, INTERNAL]],
    ['internal first', [INTERNAL, CLIENT]],
  ] as const)('is kept for one variant: %s', async (title, callers) => {
    for (const as of callers) {
      const hidden = await gateway.ask(`{ account(id: "1") { riskRating } } # ${title}`, { as })
      const shared = await gateway.ask(`{ node(id: "esc1") { title } } # ${title}`, { as })
      const schema = await gateway.ask(`{ __type(name: "Escalation") { name } } # ${title}`, { as })

      expect(hidden.status).toBe(as === CLIENT ? 400 : 200)
      expect(shared.body.data).toEqual({ node: as === CLIENT ? null : { title: 'Title esc1' } })
      expect(schema.body.data).toEqual({ __type: as === CLIENT ? null : { name: 'Escalation' } })
    }
  })
})

describe('rules and settings of a variant', () => {
  it('enforces scopes on what is visible, as for everybody', async () => {
    expect((await askAsClient('{ guarded }')).body).toMatchObject({ data: null, errors: [{ path: ['guarded'] }] })
    expect((await askAsClient('{ guarded }', { as: partner('CLIENT', ['partner:projects:read']) })).body).toEqual({
      data: { guarded: 'guarded' },
    })
  })

  it('has a mode of its own', async () => {
    const strict = await startGatewayOver(subgraphs, {
      variantRules: RULES,
      config: { variants: { client: { mode: 'refuse' } } },
    })
    const [client, internal] = [await strict.ask('{ guarded }', { as: CLIENT }), await strict.ask('{ guarded }')]
    await strict.stop()

    expect([client.status, internal.status]).toEqual([403, 200])
  })
})

describe('a closed variant', () => {
  it('refuses every document with one answer', async () => {
    const reseller = partner('RESELLER', ['partner:projects:read'])
    const answers = await Promise.all(
      [
        '{ account(id: "1") { id } }',
        '{ __schema { types { name } } }',
        '{ __typename }',
        'mutation { purgeAccount(id: "1") }',
        '{{{',
        '',
      ].map((query) => gateway.ask(query, { as: reseller })),
    )

    for (const { status, body } of answers) {
      expect(status).toBe(403)
      expect(body).toEqual({
        errors: [
          {
            message: 'Nothing of the graph is open to callers of this kind.',
            extensions: { code: 'VARIANT_CLOSED', retryable: false },
          },
        ],
      })
    }
  })

  it('is every partner variant of a graph whose tags nobody configured', async () => {
    const plain = await startGatewayOver(subgraphs)
    const statuses = await Promise.all(
      (['CLIENT', 'SUBCONTRACTOR', 'RESELLER'] as const).map(
        async (kind) => (await plain.ask('{ __typename }', { as: partner(kind) })).status,
      ),
    )
    const internal = await plain.ask('{ account(id: "1") { riskRating } }')
    await plain.stop()

    expect(statuses).toEqual([403, 403, 403])
    expect(internal.status).toBe(200)
  })
})

describe('the gateway does not start', () => {
  it('with tags that contradict each other, and names each contradiction', async () => {
    const supergraphSdl = compose({
      name: 'a',
      url: 'http://127.0.0.1:1/',
      sdl: 'type Query { a: A @tag(name: "client") } type A { x: Int }',
    })

    await expect(startGatewayOver([], { supergraphSdl, variantRules: RULES })).rejects.toThrow(
      /does not start with these contract variants:\n {2}client: Query\.a is visible to client, but its type A is hidden/,
    )
  })
})
