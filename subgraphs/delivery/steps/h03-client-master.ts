import { StepFailure } from '../failure.ts'
import { accepted, undone } from '../graph/error-categories.ts'
import { defineStep } from './step.ts'

/** Makes the client a customer of ERP, once; a likely duplicate is for finance to decide, never a second customer. */
export const ensureCustomerMaster = defineStep({
  key: 'H03',
  async do({ run, graph, idempotencyKey, resultOf }) {
    const { accountId } = resultOf('H01')
    const { client, totalValue, billing } = resultOf('H02')
    const { upsertCustomerMaster } = await graph.run(
      'UpsertCustomerMaster',
      {
        input: {
          idempotencyKey,
          accountId,
          legalName: client.legalName,
          country: client.country,
          taxNumber: client.taxNumber,
          currency: totalValue.currency,
          paymentTermsDays: billing.paymentTermsDays,
        },
      },
      { system: 'ERP', correlationId: run.correlationId },
    )
    const rule = upsertCustomerMaster?.userErrors.find(
      ({ rule }) => rule === 'MASTER_DATA_DUPLICATE' || rule === 'TAX_NUMBER_MISMATCH',
    )
    if (rule !== undefined) throw masterDataConflict(rule.rule ?? rule.code, rule.message)
    const { account, created } = accepted(upsertCustomerMaster, 'ERP')
    const customerNumber = account?.erpCustomerNumber ?? null
    return {
      result: { customerNumber, created },
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
