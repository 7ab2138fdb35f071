import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startDeliverySubgraph } from '../../../subgraphs/delivery/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { type DeliveryFixture, openDeliveryFixture, startRun } from './support/delivery-fixture.ts'

const read = (path: string) => readFileSync(new URL(`../../../docs/${path}`, import.meta.url), 'utf8')
/** What docs/architects.md shows. */
const PUBLISH = read('examples/publish-definition.graphql')
const NEWEST = JSON.parse(read('generated/sow-to-project.json')) as Version

interface Version {
  readonly version: number
  readonly groups: readonly (readonly { readonly key: string }[])[]
}

const WAIT = { role: 'resource_manager', slaBusinessDays: 10, escalateTo: ['practice_head', 'coo'] }

/** The groups of a version with one step changed. */
const changed = ({ groups }: Version, wanted: string, change: object) =>
  groups.map((group) => group.map((step) => (step.key === wanted ? { ...step, ...change } : step)))

describe('publishing a version of the workflow', () => {
  let fixture: DeliveryFixture
  let running: RunningSubgraph
  let ask: ReturnType<typeof sealedClient>

  beforeAll(async () => {
    fixture = await openDeliveryFixture()
    const DATABASE_URL = fixture.database.urlFor('delivery')
    running = await startDeliverySubgraph({ PORT: '0', ENVELOPE_KEYS: TEST_ENVELOPE_KEYS, LOG_LEVEL: 'silent', DATABASE_URL })
    ask = sealedClient(running.url, 'subgraph:delivery')
  })
  afterAll(async () => {
    await running.stop()
    await fixture.close()
  })

  const publish = async (idempotencyKey: string, change: Partial<Version>, principal = ARCHITECT) => {
    const input = { ...NEWEST, version: NEWEST.version + 1, changeNote: 'A change.', ...change, idempotencyKey }
    const answer = await ask<{ publishWorkflowDefinition: Published | null }>(PUBLISH, { principal, variables: { input } })
    return { payload: answer.data.publishWorkflowDefinition, code: answer.errors?.[0]?.extensions.code }
  }
  const versionOf = async (opportunityId: string) => {
    const { runId } = await startRun(fixture.system, opportunityId)
    const [run] = await fixture.rows(`select definition_version from delivery.workflow_run where id = '${runId}'`)
    return { runId, version: run?.definition_version }
  }

  it.each([
    ['a control point left out', { groups: without(NEWEST, 'H05') }, ['CONTROL_POINT_MISSING', 'INPUT_NOT_PRODUCED']],
    ['an order in which an input is missing', { groups: NEWEST.groups.toReversed() }, ['INPUT_NOT_PRODUCED']],
    [
      'steps that hide what they need, in an order that would not work',
      { groups: hidingNeeds(NEWEST) },
      ['INPUT_NOT_DECLARED', 'STEP_OUT_OF_ORDER', 'STEP_MADE_OPTIONAL'],
    ],
    [
      'a step that no code carries out',
      { groups: [...NEWEST.groups, [{ ...NEWEST.groups[0]?.[0], key: 'H99' }]] },
      ['STEP_WITHOUT_CODE'],
    ],
  ])('refuses %s, and says so of each fault', async (name, change, rules) => {
    const { payload } = await publish(`refused ${name}`, change)

    expect(payload?.workflowDefinition).toBeNull()
    expect(payload?.userErrors.map(({ rule }) => rule)).toEqual(expect.arrayContaining(rules))
  })

  it.each([
    ['no name', { name: ' ' }],
    ['a name without end', { name: 'n'.repeat(100_000) }],
    ['no word about what changed', { changeNote: '' }],
    ['an owner that is no worker', { processOwnerId: 'somebody' }],
    ['an end that is none', { endsIn: 'BLOCKED' }],
    ['an empty group', { groups: [...NEWEST.groups, []] }],
    ['a step that is never attempted', { groups: changed(NEWEST, 'H10', { maxAttempts: 0 }) }],
    ['a wait for nobody', { groups: changed(NEWEST, 'H18', { wait: { ...WAIT, role: 'nobody' } }) }],
    ['a wait into the past', { groups: changed(NEWEST, 'H18', { wait: { ...WAIT, slaBusinessDays: -5 } }) }],
  ])('refuses a version with %s', async (name, change) => {
    const { payload } = await publish(`value ${name}`, change as Partial<Version>)

    expect(payload?.workflowDefinition).toBeNull()
    expect(payload?.userErrors).toEqual([expect.objectContaining({ code: 'VALIDATION_FAILED' })])
  })

  it('takes the next version only', async () => {
    expect((await publish('leap', { version: 9 })).payload?.userErrors).toMatchObject([{ code: 'CONFLICT', currentRevision: 2 }])
  })

  it('is closed without the scope, and without a second factor', async () => {
    const reader = personWith(['delivery:read'], { roles: ['architect'] })
    const withoutFactor = personWith(['delivery:admin', 'delivery:read'], { roles: ['architect'] })

    for (const person of [reader, withoutFactor]) {
      expect(await publish('closed', {}, person)).toEqual({ payload: null, code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
    }
  })

  it('lets new runs begin on the version, and leaves those under way on theirs', async () => {
    const former = await versionOf('opp_former')
    const groups = sideBySide(NEWEST, 'H16', 'H17')
    const { payload } = await publish('third', { groups })

    expect(payload).toMatchObject({ workflowDefinition: { id: 'sow-to-project@3' }, replayed: false, userErrors: [] })
    expect(payload?.workflowDefinition?.controlPoints).toEqual(['H02', 'H03', 'H05', 'H06', 'H07', 'H08', 'H13', 'H18', 'H19'])
    expect((await publish('third', { groups })).payload).toEqual({ ...payload, replayed: true })
    expect((await versionOf('opp_latter')).version).toBe(3)
    expect(await fixture.rows(`select definition_version from delivery.workflow_run where id = '${former.runId}'`)).toEqual([
      { definition_version: 2 },
    ])
  })
})

const ARCHITECT = personWith(['delivery:admin', 'delivery:read'], { roles: ['architect'], amr: ['pwd', 'mfa'] })

interface Published {
  readonly workflowDefinition: { readonly id: string; readonly controlPoints: readonly string[] } | null
  readonly replayed: boolean
  readonly userErrors: readonly { readonly code: string; readonly rule?: string; readonly currentRevision?: number }[]
}

function without({ groups }: Version, key: string): Version['groups'] {
  return groups.map((group) => group.filter((step) => step.key !== key))
}

/** Completeness is checked after legal has approved, the wait for staffing is over before the ERP project, which is optional. */
function hidingNeeds(version: Version): Version['groups'] {
  const steps = version.groups
    .flat()
    .map((step) => ({ ...step, requiredInputs: [], ...(step.key === 'H10' && { optional: true }) }))
  const order = ['H02', 'H10']
  const late = steps.filter(({ key }) => order.includes(key))
  return [...steps.filter(({ key }) => !order.includes(key)), ...late].map((step) => [step])
}

/** The second step moved into the group of the first. */
function sideBySide(version: Version, first: string, second: string): Version['groups'] {
  const moved = version.groups.flat().filter(({ key }) => key === second)
  return without(version, second)
    .filter((group) => group.length > 0)
    .map((group) => (group.some(({ key }) => key === first) ? [...group, ...moved] : group))
}
