import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../../../contracts/wire/principal.ts'
import { type ApprovalStage, openApprovalStage } from '../../support/approval-stage.ts'
import { approvalOf, decide, LEGAL, person } from '../../support/delivery-fixture.ts'
import { untilStep } from '../../support/scenario.ts'

let stage: ApprovalStage

beforeAll(async () => {
  stage = await openApprovalStage()
})
afterEach(() => stage.endRun())
afterAll(() => stage.close())

describe('the approval of the template', () => {
  it('lets delivery operations choose another template with a reason, and the project is made from it', async () => {
    await stage.asked('SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')
    const template = await approvalOf(stage.fixture, stage.runId, 'TEMPLATE_DELIVERY_OPS')
    const choose = (templateCode: string, by: Principal) =>
      stage.say(template.id, { kind: 'choose-template', templateCode, reason: 'Three sites only.' }, by)
    const lead = person('delivery_ops', { subject: 'delivery_lead', workerId: 'wrk_deliverylead' })

    expect(await choose('IMPL-LITE', LEGAL)).toMatchObject({ ok: false, errors: [{ code: 'FORBIDDEN' }] })
    expect(await choose('NONE', lead)).toMatchObject({
      ok: false,
      errors: [{ code: 'VALIDATION_FAILED', rule: 'TEMPLATE_UNKNOWN' }],
    })
    expect(await choose('IMPL-LITE', lead)).toMatchObject({
      ok: true,
      record: {
        status: 'PENDING',
        // From here on it is about the chosen template, and says what the rules would have taken.
        title: 'Template IMPL-LITE for ERP roll-out DACH',
        facts: { templateCode: 'IMPL-LITE', templateVersion: '1', suggestedTemplateCode: template.facts.templateCode },
      },
    })
    await decide(stage.fixture, stage.runId, 'TEMPLATE_DELIVERY_OPS')
    await untilStep(stage, stage.runId, 'H18', 'WAITING')

    const results = await stage.fixture.rows<{ key: string; result: { templateCode: string } }>(
      `select key, result from delivery.workflow_step where run_id = '${stage.runId}' and key in ('H07', 'H09') order by key`,
    )
    expect(results.map(({ result }) => result)).toMatchObject([
      { templateCode: 'IMPL-LITE', isOverridden: true, reason: 'Three sites only.' },
      { templateCode: 'IMPL-LITE' },
    ])
    const events = await stage.fixture.rows(
      `select actor, from_state, to_state, payload from delivery.handoff_event where action = 'approval.template_chosen'
       and entity_id = '${template.id}'`,
    )
    expect(events).toEqual([
      {
        actor: 'delivery_lead',
        from_state: 'PENDING',
        to_state: 'PENDING',
        payload: { templateCode: 'IMPL-LITE', reason: 'given' },
      },
    ])
  })

  it('is what it was before when the person comes back to what the rules suggest, and nothing is overridden', async () => {
    await stage.asked('SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')
    const template = await approvalOf(stage.fixture, stage.runId, 'TEMPLATE_DELIVERY_OPS')
    const lead = person('delivery_ops', { subject: 'delivery_lead', workerId: 'wrk_deliverylead' })
    for (const templateCode of ['IMPL-LITE', template.facts.templateCode ?? '']) {
      const choice = { kind: 'choose-template', templateCode, reason: `Because of ${templateCode}.` } as const
      expect(await stage.say(template.id, choice, lead)).toMatchObject({ ok: true })
    }

    expect(await stage.read(template.id)).toMatchObject({ title: template.title, facts: template.facts })
    await decide(stage.fixture, stage.runId, 'TEMPLATE_DELIVERY_OPS')
    await untilStep(stage, stage.runId, 'H07', 'COMPLETED')
    const [step] = await stage.fixture.rows(
      `select result from delivery.workflow_step where run_id = '${stage.runId}' and key = 'H07'`,
    )
    expect(step?.result).toMatchObject({ templateCode: template.facts.templateCode, isOverridden: false })
    expect((await stage.read(template.id)).comments.map(({ occasion }) => occasion)).toEqual([
      'CHOOSE_TEMPLATE',
      'CHOOSE_TEMPLATE',
    ])
  })
})
