import { createHash } from 'node:crypto'
import { StepFailure } from '../failure.ts'
import { accepted, undone } from '../graph/error-categories.ts'
import { defineStep } from './step.ts'

/**
 * Makes the client a customer of ERP, once; a likely duplicate is for finance to decide, never a second customer. When rework
 * changes client or payment terms, ERP is told again: the account is the key of its customer, so there is still one.
 */
export const ensureCustomerMaster = defineStep({
  key: 'H03',
  isRepeatable: true,
  async do({ run, graph, idempotencyKey, resultOf, findResult }) {
    const { accountId } = resultOf('H01')
    const { client, totalValue, billing } = resultOf('H02')
    const customer = {
      accountId,
      legalName: client.legalName,
      country: client.country,
      taxNumber: client.taxNumber,
      currency: totalValue.currency,
      paymentTermsDays: billing.paymentTermsDays,
    }
    const told = createHash('sha256').update(JSON.stringify(customer)).digest('hex').slice(0, 16)
    const former = findResult('H03')
    if (former?.told === told) return { result: former, externalReference: former.customerNumber }
    const round = former === null ? 1 : (former.round ?? 1) + 1
    const tell = async (key: string) => {
      const input = { ...customer, idempotencyKey: key }
      const call = { system: 'ERP', correlationId: run.correlationId } as const
      return (await graph.run('UpsertCustomerMaster', { input }, call)).upsertCustomerMaster
    }
    // A customer that this run creates has the key of the step, by which the undo finds it.
    const ownKey = `${idempotencyKey}:${round}:${told}`
    const first = await tell(former === null ? idempotencyKey : ownKey)
    // Something else was told under the key, its answer got lost, and the contract was reworked before it was told again.
    const isReworked = first?.userErrors.some(({ code }) => code === 'IDEMPOTENCY_MISMATCH') === true
    const upsertCustomerMaster = isReworked ? await tell(ownKey) : first
    const rule = upsertCustomerMaster?.userErrors.find(
      ({ rule }) => rule === 'MASTER_DATA_DUPLICATE' || rule === 'TAX_NUMBER_MISMATCH',
    )
    if (rule !== undefined) throw masterDataConflict(rule.rule ?? rule.code, rule.message)
    const { account, created: isNew } = accepted(upsertCustomerMaster, 'ERP')
    const customerNumber = account?.erpCustomerNumber ?? null
    // Whether an answer that got lost had created it is for ERP to say, when it is undone.
    const created = isNew || isReworked || former?.created === true
    return {
      result: { customerNumber, created, round, told },
      externalReference: customerNumber,
      details: { created: String(created) },
    }
  },
  async undo({ run, graph, idempotencyKey, resultOf, findResult }) {
    // Known to have been a customer before: not ours to take out of use.
    if (findResult('H03')?.created === false) return {}
    const input = { idempotencyKey: `${idempotencyKey}:undo`, accountId: resultOf('H01').accountId, createdByKey: idempotencyKey }
    const { deactivateCustomerMaster } = await graph.run(
      'DeactivateCustomerMaster',
      { input },
      { system: 'ERP', correlationId: run.correlationId },
    )
    // ERP refuses when it was created by somebody else or is in use by now: then it stays, as it should.
    undone(deactivateCustomerMaster, 'ERP', ['NOT_FOUND', 'POLICY_VIOLATION'])
    return {}
  },
})

function masterDataConflict(code: string, message: string): StepFailure {
  const blocker = {
    code,
    severity: 'BLOCKING',
    category: 'MASTER_DATA',
    message,
    system: 'ERP',
    ownerRole: 'finance_controller',
  } as const
  return new StepFailure({ code, category: 'MASTER_DATA', message, system: 'ERP', blockers: [blocker] })
}
