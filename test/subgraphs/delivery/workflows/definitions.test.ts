import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CONTROL_POINTS } from '../../../../subgraphs/delivery/rules/definition-rules.ts'
import type { StepDefinition, WorkflowDefinition } from '../../../../subgraphs/delivery/workflows/definition.ts'
import { SOW_TO_PROJECT_2 } from '../../../../subgraphs/delivery/workflows/definitions/sow-to-project-2.ts'
import { callBy, OPS, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveAll, begin, untilStep } from '../support/scenario.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

/** A copy of version 2, which asks nobody for a suggestion any more. */
const NEXT: WorkflowDefinition = { ...without(SOW_TO_PROJECT_2, 'H04'), version: 3, changeNote: 'No suggestion is asked for.' }

function without({ groups, ...rest }: WorkflowDefinition, key: string): WorkflowDefinition {
  return { ...rest, groups: groups.map((steps) => steps.filter((step) => step.key !== key)).filter(({ length }) => length > 0) }
}

function withStep(definition: WorkflowDefinition, key: string, change: Partial<StepDefinition>): WorkflowDefinition {
  const changed = (step: StepDefinition) => (step.key === key ? { ...step, ...change } : step)
  return { ...definition, groups: definition.groups.map((steps) => steps.map(changed)) }
}

const publish = (definition: WorkflowDefinition, key: string) =>
  stage.fixture.system.definitions.create(definition, { idempotencyKey: key }, callBy(OPS))

/** What is said against a definition; nothing of it is kept. */
async function refusalOf(definition: WorkflowDefinition) {
  const answer = await publish(definition, 'refused')
  expect(await stage.fixture.rows('select max(version) as version from delivery.workflow_definition')).toEqual([{ version: 2 }])
  return answer.ok ? [] : answer.errors
}

const versionOf = async (runId: string) => {
  const [run] = await stage.fixture.system.runs.getByIds([runId], callBy(OPS))
  return run?.definitionVersion
}

const stepsOfRun = async (runId: string) =>
  ((await stage.fixture.system.steps.findByKey('runId', [runId], callBy(OPS))).get(runId) ?? []).map(({ key }) => key)

describe('a definition that is published', () => {
  it('[WO-03] without a process owner is refused', async () => {
    expect(await refusalOf({ ...NEXT, processOwnerId: '' })).toMatchObject([
      { code: 'VALIDATION_FAILED', rule: 'PROCESS_OWNER_MISSING', message: expect.stringContaining('accountable') },
    ])
  })

  it.each(Object.keys(CONTROL_POINTS))(
    '[WO-04] without the control point %s, or with one that is none, is refused',
    async (key) => {
      expect(await refusalOf(without(NEXT, key))).toContainEqual(
        expect.objectContaining({ rule: 'CONTROL_POINT_MISSING', message: expect.stringContaining(key) }),
      )
      expect(await refusalOf(withStep(NEXT, key, { mandatoryControl: false }))).toMatchObject([
        { rule: 'CONTROL_POINT_WEAKENED' },
      ])
    },
  )

  it('with a step whose input nobody gives, or an effect that nobody can undo, is refused, and the step is named', async () => {
    expect(await refusalOf(without(NEXT, 'H09'))).toContainEqual(
      expect.objectContaining({ rule: 'INPUT_NOT_PRODUCED', message: expect.stringContaining('H10 needs the answer of H09') }),
    )
    expect(await refusalOf(withStep(NEXT, 'H10', { compensation: null }))).toMatchObject([
      { rule: 'UNDO_MISSING', message: expect.stringContaining('H10') },
    ])
  })

  it('is the next version, or it is refused', async () => {
    expect(await publish({ ...NEXT, version: 4 }, 'too far')).toMatchObject({ ok: false, errors: [{ code: 'CONFLICT' }] })
    expect(await publish({ ...NEXT, version: 2 }, 'again')).toMatchObject({ ok: false, errors: [{ code: 'CONFLICT' }] })
  })

  it('[WO-02] leaves running runs on the version they began with; new ones begin on it, and the former can still be read', async () => {
    const former = await begin(stage)
    await untilRun(stage.fixture, former.runId, ['WAITING_APPROVAL'])
    expect(await publish(NEXT, 'v3')).toMatchObject({ ok: true, replayed: false, record: { id: 'sow-to-project@3', version: 3 } })
    expect(await publish(NEXT, 'v3')).toMatchObject({ ok: true, replayed: true })
    const newer = await begin(stage)
    for (const { runId } of [former, newer]) {
      await approveAll(stage, runId)
      await untilStep(stage, runId, 'H18', 'WAITING')
    }

    expect([await versionOf(former.runId), await versionOf(newer.runId)]).toEqual([2, 3])
    expect(await stepsOfRun(former.runId)).toContain('H04')
    expect(await stepsOfRun(newer.runId)).not.toContain('H04')
    const versions = await stage.fixture.system.definitions.getByIds(
      ['sow-to-project@1', 'sow-to-project@2', 'sow-to-project@3'],
      callBy(OPS),
    )
    expect(versions).toMatchObject([
      { version: 1, status: 'PUBLISHED', endsIn: 'STAFFING' },
      { version: 2, changeNote: SOW_TO_PROJECT_2.changeNote, groups: SOW_TO_PROJECT_2.groups },
      { version: 3, changeNote: NEXT.changeNote, publishedBy: 'delivery_ops' },
    ])
  })
})
