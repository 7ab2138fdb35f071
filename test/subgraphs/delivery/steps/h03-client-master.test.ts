import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { AGAIN, type ApprovalStage, openApprovalStage, SEND_BACK } from '../support/approval-stage.ts'
import { decide, FINANCE, SALES, untilRun } from '../support/delivery-fixture.ts'
import { openTasks, resolve, untilStep } from '../support/scenario.ts'

let stage: ApprovalStage

beforeAll(async () => {
  stage = await openApprovalStage()
})
afterEach(async () => {
  stage.gateway.faults.length = 0
  await stage.endRun()
})
afterAll(() => stage.close())

/** Sales agree on other payment terms. */
function agreeOn(contractId: string, paymentTermsDays: number) {
  const { contracts } = stage.gateway.systems
  const contract = { ...contracts.get(contractId) }
  const billingTerms = { ...(contract.billingTerms as object), paymentTermsDays } // as addSoldEngagement made it
  contracts.set(contractId, { ...contract, revision: Number(contract.revision) + 1, billingTerms })
}

const customerOf = (contractId: string) => stage.gateway.systems.customers.get(contractId.replace('ctr_', 'acc_'))
const told = () =>
  stage.gateway.calls.filter(({ operation, key, applied }) => {
    return operation === 'UpsertCustomerMaster' && key.startsWith(`ho:opp_${suffix()}:`) && applied
  })
const suffix = () => [...stage.gateway.systems.opportunities.keys()].at(-1)?.replace('opp_', '') ?? ''

describe('H03 Check the client master record', () => {
  it('is made again when rework changes the payment terms: the same customer has the new ones, and is taken out of use', async () => {
    const finance = await stage.asked('BILLING_TERMS_FINANCE')
    const before = customerOf(finance.contractId)
    expect(before).toMatchObject({ paymentTermsDays: 30, active: true })
    await stage.say(finance.id, SEND_BACK, FINANCE)
    agreeOn(finance.contractId, 60)
    await stage.say(finance.id, AGAIN, SALES)
    await stage.untilRound('BILLING_TERMS_FINANCE', 2)

    expect(customerOf(finance.contractId)).toEqual({ ...before, paymentTermsDays: 60 })
    expect(told()).toHaveLength(2)
    const [step] = await stage.fixture.rows(
      `select status, result from delivery.workflow_step where run_id = '${stage.runId}' and key = 'H03'`,
    )
    // Still the customer that this run made, so that its undo is due.
    expect(step).toMatchObject({ status: 'COMPLETED', result: { created: true, customerNumber: before?.erpCustomerNumber } })
    await stage.endRun()
    expect(customerOf(finance.contractId)).toMatchObject({ active: false })
  })

  it('tells ERP nothing when the rework is about something else, and everything when terms change to and fro', async () => {
    const first = await stage.asked('BILLING_TERMS_FINANCE')
    let [round, open] = [1, first]
    for (const { days, calls } of [
      { days: 30, calls: 1 },
      { days: 60, calls: 2 },
      { days: 30, calls: 3 },
      { days: 60, calls: 4 },
    ]) {
      await stage.say(open.id, SEND_BACK, FINANCE)
      agreeOn(open.contractId, days) // a new revision in any case
      await stage.say(open.id, AGAIN, SALES)
      round += 1
      open = await stage.untilRound('BILLING_TERMS_FINANCE', round)
      expect(customerOf(open.contractId)).toMatchObject({ paymentTermsDays: days })
      expect(told()).toHaveLength(calls)
    }
  })

  it('is told as it is now when an answer got lost and the terms changed before it was told again', async () => {
    stage.gateway.faults.push({ operation: 'UpsertCustomerMaster', when: 'after' })
    stage.gateway.faults.push({ operation: 'UpsertCustomerMaster', when: 'error', code: 'FORBIDDEN' })
    const asking = stage.asked('BILLING_TERMS_FINANCE')
    const runId = await stage.untilBegun()
    await untilStep(stage, runId, 'H03', 'IN_REVIEW')
    const [contractId] = [...stage.gateway.systems.contracts.keys()].slice(-1)
    agreeOn(contractId ?? '', 45)
    await resolve(stage, runId, 'RETRY')
    const finance = await asking

    expect(customerOf(finance.contractId)).toMatchObject({ paymentTermsDays: 45, active: true })
    expect(await openTasks(stage, runId)).toEqual([])
    await stage.endRun()
    expect(customerOf(finance.contractId)).toMatchObject({ active: false })
  })

  it('is made again after everybody has approved what was changed since', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')
    agreeOn(legal.contractId, 90)
    await decide(stage.fixture, stage.runId, 'TEMPLATE_DELIVERY_OPS')
    await untilStep(stage, stage.runId, 'H08', 'IN_REVIEW')
    await resolve(stage, stage.runId, 'RETRY')
    await stage.untilRound('SOW_LEGAL', 2)

    expect(customerOf(legal.contractId)).toMatchObject({ paymentTermsDays: 90 })
    await untilRun(stage.fixture, stage.runId, ['WAITING_APPROVAL'])
  })
})
