import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../../../contracts/wire/principal.ts'
import { setBusinessTime } from '../../support/business-time.ts'
import { type DeliveryFixture, LEGAL, openDeliveryFixture, person } from '../../support/delivery-fixture.ts'
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
