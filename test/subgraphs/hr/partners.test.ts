import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { scopesOfRoles } from '../../../policies/index.ts'
import { startHrSubgraph } from '../../../subgraphs/hr/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { fullPartnerOf } from '../../support/row-contract.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { openPostgresHr } from './open-postgres-hr.ts'

const CLIENT = fullPartnerOf('CLIENT', { accountIds: ['acc_one'] })
const SUBCONTRACTOR = fullPartnerOf('SUBCONTRACTOR', { supplierIds: ['sup_one'] })
const RESELLER = fullPartnerOf('RESELLER', { accountIds: ['acc_one'] })
const CONSULTANT = personWith([...scopesOfRoles(['consultant'])], { roles: ['consultant'], workerId: 'wrk_tester' })
const HR = ['hr:read', 'hr:write', 'psa:read', 'hr:costrate:read', 'hr:pii:read']
/** As if the field rules had failed. */
const withAllScopes = (principal: Principal): Principal => ({ ...principal, scopes: [...principal.scopes, ...HR] })

/** Straight at the subgraph, as a gateway that let everything through would ask. */
describe('partners and bound people at the hr subgraph', () => {
  let opened: Awaited<ReturnType<typeof openPostgresHr>>
  let running: RunningSubgraph
  let ask: ReturnType<typeof sealedClient>

  beforeAll(async () => {
    opened = await openPostgresHr(6)
    running = await startHrSubgraph({
      PORT: '0',
      DATABASE_URL: opened.url,
      ENVELOPE_KEYS: TEST_ENVELOPE_KEYS,
      LOG_LEVEL: 'silent',
    })
    ask = sealedClient(running.url, 'subgraph:hr')
  })
  afterAll(async () => {
    await running.stop()
    await opened.close()
  })

  const entities = async (principal: Principal, representations: readonly object[], fragment: string) => {
    const { data } = await ask<{ _entities: readonly unknown[] }>(
      `query ($all: [_Any!]!) { _entities(representations: $all) { ${fragment} } }`,
      { principal, variables: { all: representations } },
    )
    return data._entities
  }
  const WORKERS = ['wrk_contractor', 'wrk_tester', 'wrk_boss', 'wrk_none'].map((id) => ({ __typename: 'Worker', id }))

  it.each([
    ['a client', CLIENT, []],
    ['a reseller', RESELLER, []],
    ['a subcontractor', SUBCONTRACTOR, ['wrk_contractor']],
    ['a consultant', CONSULTANT, ['wrk_tester']],
  ] as const)('%s finds by id, number, list and count nobody but its own', async (_, principal, own) => {
    const found = await entities(withAllScopes(principal), WORKERS, '... on Worker { id displayName }')
    const numbered = await entities(
      withAllScopes(principal),
      ['WRK-CONTRACTOR', 'WRK-TESTER', 'WRK-BOSS'].map((workerNumber) => ({ __typename: 'Worker', workerNumber })),
      '... on Worker { id }',
    )
    const { data } = await ask<Record<string, unknown>>(
      `{ boss: worker(id: "wrk_boss") { id } none: worker(id: "wrk_none") { id }
         workers { totalCount nodes { id manager { id } skills { level } } }
         bosses: workers(filter: { ids: ["wrk_boss"] }) { totalCount nodes { id } } }`,
      { principal: withAllScopes(principal) },
    )

    expect(found).toEqual(
      WORKERS.map(({ id }) => ((own as readonly string[]).includes(id) ? expect.objectContaining({ id }) : null)),
    )
    expect(numbered.filter((each) => each !== null)).toEqual(own.map((id) => ({ id })))
    expect(data).toMatchObject({
      boss: null,
      none: null,
      workers: { totalCount: own.length, nodes: own.map((id) => ({ id, manager: null })) },
      bosses: { totalCount: 0, nodes: [] },
    })
  })

  it('shows a client the team that psa told, in names and work mail only, and no other partner', async () => {
    const project = [{ __typename: 'Project', id: 'prj_one', assignedWorkerIds: ['wrk_tester', 'wrk_contractor', 'wrk_none'] }]
    const team = '... on Project { team { id displayName workEmail jobTitle timeZone grade } }'
    const [shown] = await entities(CLIENT, project, team)

    expect(shown).toMatchObject({
      team: [
        { id: 'wrk_tester', displayName: 'Di Fox', workEmail: 'kim@firm.example', grade: null },
        { id: 'wrk_contractor', displayName: 'Cy Roy', grade: null },
      ],
    })
    for (const partner of [SUBCONTRACTOR, RESELLER, fullPartnerOf('CLIENT', {})]) {
      expect(await entities(partner, project, team)).toEqual([{ team: [] }])
    }
    expect(await entities(CONSULTANT, project, team)).toMatchObject([{ team: [{ id: 'wrk_tester' }] }])
  })

  it('suggests nobody for a staffing request to a caller who sees nobody', async () => {
    const request = {
      __typename: 'StaffingRequest',
      id: 'stf_one',
      requiredSkills: [],
      region: 'DACH',
      country: null,
      startDate: '2027-01-04',
      endDate: '2027-01-29',
      hours: '80',
      allocation: '0.5',
      bookedHoursByWorker: [],
    }
    const matches = (principal: Principal) =>
      entities(withAllScopes(principal), [request], '... on StaffingRequest { matches { worker { id } } }')

    expect(await matches(CLIENT)).toEqual([{ matches: [] }])
    expect(await matches(CONSULTANT)).toEqual([{ matches: [{ worker: { id: 'wrk_tester' } }] }])
    expect(await matches(SUBCONTRACTOR)).toEqual([{ matches: [{ worker: { id: 'wrk_contractor' } }] }])
  })

  it('refuses a change of a record that the caller does not see like one of none', async () => {
    const change = async (principal: Principal, workerId: string) => {
      const { data } = await ask<{ upsertWorkerSkill: { userErrors: object[] } }>(
        `mutation ($input: UpsertWorkerSkillInput!) { upsertWorkerSkill(input: $input) {
          worker { id } userErrors { code message field } } }`,
        { principal, variables: { input: { idempotencyKey: workerId, workerId, skillCode: 'SCRUM', level: 3 } } },
      )
      return data.upsertWorkerSkill
    }
    for (const principal of [CLIENT, SUBCONTRACTOR, CONSULTANT].map(withAllScopes)) {
      const refused = await change(principal, 'wrk_boss')
      expect(refused).toMatchObject({ worker: null, userErrors: [{ code: 'NOT_FOUND' }] })
      expect(await change(principal, 'wrk_none')).toEqual(refused)
    }
  })
})
