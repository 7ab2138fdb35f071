import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../../../contracts/wire/principal.ts'
import { setBusinessTime } from '../../support/business-time.ts'
import { type DeliveryFixture, LEGAL, OPS, openDeliveryFixture, person, SALES } from '../../support/delivery-fixture.ts'
import { type ServedDelivery, serveDelivery } from '../../support/served-delivery.ts'
import { openWaitingRun } from '../../support/waiting-run.ts'

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

const APPROVAL = `approval { comment comments { occasion text at author { id } } } userErrors { code message }`

let keys = 0
const say = async (mutation: string, input: object, principal: Principal) => {
  keys += 1
  const query = `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) { said: ${mutation}(input: $input) { ${APPROVAL} } }`
  const { data, errors } = await served.ask<{ said: { approval: { comment: string | null; comments: readonly object[] } } }>(
    query,
    { principal, variables: { input: { idempotencyKey: `say ${keys}`, ...input } } },
  )
  expect(errors).toBeUndefined()
  expect(data.said).toMatchObject({ userErrors: [] })
  return data.said.approval
}

describe('the comments on an approval', () => {
  it('keep every word with its author and its time, whatever is said after it', async () => {
    const { legalId: approvalId } = await openWaitingRun(fixture, 'comments')
    const lawyer = person('legal', { subject: 'lawyer', workerId: 'wrk_lawyer' })
    await setBusinessTime(fixture, '2026-05-26T09:00:00Z')
    await say('delegateApproval', { approvalId, toWorkerId: 'wrk_lawyer', reason: 'On leave.' }, LEGAL)
    await setBusinessTime(fixture, '2026-05-26T10:00:00Z')
    const sentBack = { approvalId, decision: 'SEND_BACK', comment: 'Cap the liability.' }
    expect(await say('decideApproval', sentBack, lawyer)).toMatchObject({ comment: 'Cap the liability.' })
    // Nobody reads sale and contract again here: without a worker the reread steps rest.
    const again = await say('resubmitApproval', { approvalId, comment: 'It is capped.' }, SALES)
    expect(again.comment).toBe('Cap the liability.')
    await say('delegateApproval', { approvalId, toWorkerId: 'wrk_legal', reason: 'Back again.' }, LEGAL)
    const decided = await say('decideApproval', { approvalId, decision: 'APPROVE', comment: 'Good now.' }, LEGAL)

    expect(decided.comment).toBe('Good now.')
    const [first, second] = ['2026-05-26T09:00:00.000Z', '2026-05-26T10:00:00.000Z']
    expect(decided.comments).toEqual([
      { occasion: 'DELEGATE', text: 'On leave.', at: first, author: { id: 'wrk_legal' } },
      { occasion: 'SEND_BACK', text: 'Cap the liability.', at: second, author: { id: 'wrk_lawyer' } },
      { occasion: 'RESUBMIT', text: 'It is capped.', at: second, author: { id: 'wrk_accountexecutive' } },
      { occasion: 'TAKE_BACK', text: 'Back again.', at: second, author: { id: 'wrk_legal' } },
      { occasion: 'APPROVE', text: 'Good now.', at: second, author: { id: 'wrk_legal' } },
    ])
  })

  it('have none for a decision without a word, and are not in the log, which nobody can change', async () => {
    const { legalId: approvalId } = await openWaitingRun(fixture, 'wordless')
    await say('delegateApproval', { approvalId, toWorkerId: 'wrk_lawyer', reason: 'A private reason.' }, LEGAL)
    await say('delegateApproval', { approvalId, toWorkerId: 'wrk_legal', reason: 'A private reason.' }, LEGAL)
    const decided = await say('decideApproval', { approvalId, decision: 'APPROVE' }, LEGAL)

    expect(decided).toMatchObject({ comment: null, comments: [{ occasion: 'DELEGATE' }, { occasion: 'TAKE_BACK' }] })
    const events = await fixture.rows(`select action, payload from delivery.handoff_event where entity_id = '${approvalId}'`)
    expect(events.map(({ action }) => action)).toEqual(['approval.delegated', 'approval.delegation_ended', 'approval.approved'])
    expect(JSON.stringify(events)).not.toContain('private')
  })

  it('are for those who may read the approval', async () => {
    const { legalId: id } = await openWaitingRun(fixture, 'scoped')
    const query = 'query ($id: ID!) { approval(id: $id) { comments { text } } }'
    const outsider = { ...OPS, scopes: ['crm:read' as const], roles: [] }
    const { data, errors } = await served.ask(query, { principal: outsider, variables: { id } })

    expect(data).toEqual({ approval: null })
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
  })
})
