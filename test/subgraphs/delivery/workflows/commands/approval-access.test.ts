import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../../../contracts/wire/principal.ts'
import { setBusinessTime } from '../../support/business-time.ts'
import { type DeliveryFixture, FINANCE, LEGAL, OPS, openDeliveryFixture, person, SALES } from '../../support/delivery-fixture.ts'
import { type ServedDelivery, serveDelivery } from '../../support/served-delivery.ts'
import { openWaitingRun } from '../../support/waiting-run.ts'

const DECIDE = `mutation ($id: ID!, $key: String!) {
  decideApproval(input: { idempotencyKey: $key, approvalId: $id, decision: APPROVE }) {
    approval { status }
    userErrors { code ... on PolicyError { policy } }
  }
}`
const DELEGATE = `mutation ($id: ID!, $key: String!, $to: ID!) {
  delegateApproval(input: { idempotencyKey: $key, approvalId: $id, toWorkerId: $to, reason: "On leave." }) {
    approval { id }
    userErrors { code }
  }
}`
const MINE = '{ approvals(filter: { mine: true }, first: 100) { nodes { id } } }'

let fixture: DeliveryFixture
let served: ServedDelivery

beforeAll(async () => {
  fixture = await openDeliveryFixture()
  served = await serveDelivery(fixture)
})
afterAll(async () => {
  await served.stop()
  await fixture.close()
})

let keys = 0
const say = async (document: string, id: string, principal: Principal, more: object = {}) => {
  keys += 1
  return served.ask(document, { principal, variables: { id, key: `say ${keys}`, ...more } })
}

describe('a delegation', () => {
  it('ends at the deadline also while no worker is up: the role has it in its inbox and decides', async () => {
    const { legalId } = await openWaitingRun(fixture, 'lapse')
    const lawyer = person('legal', { subject: 'lawyer', workerId: 'wrk_lawyer' })
    const inboxOf = async (principal: Principal) => {
      const { data } = await served.ask<{ approvals: { nodes: { id: string }[] } }>(MINE, { principal })
      return data.approvals.nodes.map(({ id }) => id)
    }
    expect((await say(DELEGATE, legalId, LEGAL, { to: 'wrk_away' })).data).toMatchObject({
      delegateApproval: { userErrors: [] },
    })
    await setBusinessTime(fixture, '2026-05-28T08:59:00Z')
    expect(await inboxOf(lawyer)).toEqual([])
    expect((await say(DECIDE, legalId, lawyer)).data).toMatchObject({
      decideApproval: { userErrors: [{ code: 'FORBIDDEN', policy: 'delegate' }] },
    })

    await setBusinessTime(fixture, '2026-05-28T09:00:00Z')
    expect(await inboxOf(lawyer)).toEqual([legalId])
    expect((await say(DELEGATE, legalId, lawyer, { to: 'wrk_another' })).data).toMatchObject({
      delegateApproval: { approval: null, userErrors: [{ code: 'INVALID_STATE' }] },
    })
    expect((await say(DECIDE, legalId, lawyer)).data).toMatchObject({
      decideApproval: { approval: { status: 'APPROVED' }, userErrors: [] },
    })
  })
})

describe('a refusal by segregation of duties', () => {
  it('tells each person the part that it had, and a stranger nothing', async () => {
    const { runId, legalId, financeId } = await openWaitingRun(fixture, 'parts')
    await fixture.rows(`update delivery.approval set resubmitted_by = 'account_executive', resubmitted_by_worker_id = 'wrk_accountexecutive'
      where id = '${financeId}'`)
    await fixture.rows(`update delivery.workflow_step set result = '{"acceptedById": "wrk_acceptor"}'
      where run_id = '${runId}' and key = 'H01'`)
    expect((await say(DECIDE, financeId, FINANCE)).data).toMatchObject({ decideApproval: { approval: { status: 'APPROVED' } } })
    const refusalOf = async (principal: Principal) => {
      const { data, errors } = await say(DECIDE, legalId, { ...principal, roles: ['legal'] })
      expect(data).toEqual({ decideApproval: null })
      return errors?.[0]?.message
    }
    const other = { subject: 'nobody', workerId: 'wrk_nobody' }

    for (const [by, part] of [
      [OPS, 'the actor requested it'],
      [{ ...OPS, workerId: 'wrk_nobody' }, 'the actor requested it'],
      [{ ...OPS, subject: 'nobody' }, 'the actor requested it'],
      [SALES, 'the actor submitted it'],
      [{ ...SALES, subject: 'nobody' }, 'the actor submitted it'],
      [person('legal', { ...other, workerId: 'wrk_acceptor' }), 'the actor accepted the sale that it is about'],
      [FINANCE, 'the actor decided on another question of it'],
      [{ ...FINANCE, subject: 'nobody' }, 'the actor decided on another question of it'],
    ] as const) {
      expect(await refusalOf(by)).toBe(`Unauthorized field or type: ${part}`)
    }
    expect(await refusalOf(person('legal', { ...other, scopes: ['delivery:read'] }))).toBe('Unauthorized field or type')
    const { data, errors } = await say(DECIDE, legalId, person('cfo', other))
    expect([errors, data]).toMatchObject([
      undefined,
      { decideApproval: { approval: null, userErrors: [{ code: 'FORBIDDEN', policy: 'approver_role' }] } },
    ])
    expect((await say(DECIDE, legalId, LEGAL)).data).toMatchObject({ decideApproval: { approval: { status: 'APPROVED' } } })
  })
})
