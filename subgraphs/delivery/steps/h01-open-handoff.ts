import { Decimal } from 'decimal.js'
import { type DecimalText, decimal } from '../../../contracts/wire/values.ts'
import { StepFailure } from '../failure.ts'
import type { OpportunityAnswer } from '../graph/answers.ts'
import { defineStep } from './step.ts'

/** Reads the sale and enters on the handoff what it is about. Writes nothing elsewhere, so there is nothing to undo. */
export const openHandoff = defineStep({
  key: 'H01',
  async do({ run, handoff, graph }) {
    const { opportunity } = await graph.run(
      'ReadOpportunity',
      { id: run.opportunityId },
      { system: 'CRM', correlationId: run.correlationId },
    )
    const { sale, acceptedAt, contractId } = requireHandover(opportunity, handoff.contractId)
    const { account, sellingLegalEntity, deliveryRegion, serviceType } = sale
    return {
      result: {
        contractId,
        accountId: account.id,
        resellerAccountId: sale.reseller?.id ?? null,
        legalEntityId: sellingLegalEntity.id,
        legalEntityCode: sellingLegalEntity.code,
        region: deliveryRegion,
        serviceType,
        acceptedAt,
        acceptedById: sale.acceptedBy?.id ?? null,
        name: sale.name,
        scopeSummary: sale.scopeSummary,
        plannedStart: sale.plannedStart,
        plannedEnd: sale.plannedEnd,
        plannedHours: sale.estimatedHours ?? hoursSold(sale),
        estimatedMargin: sale.estimatedMargin,
        requiresSubcontractors: sale.requiresSubcontractors,
        lineNets: sale.lineItems.map(({ net }) => net),
      },
      externalReference: sale.id,
      handoff: {
        contractId,
        accountId: account.id,
        legalEntityId: sellingLegalEntity.id,
        region: deliveryRegion,
        serviceType,
        acceptedAt,
      },
    }
  },
  undo: null,
})

function requireHandover(sale: OpportunityAnswer | null, wantedContractId: string | null) {
  if (sale === null) throw refusal('OPPORTUNITY_NOT_FOUND', 'The opportunity does not exist in CRM.')
  if (sale.stage !== 'ACCEPTED' || sale.acceptedAt === null) {
    throw refusal('OPPORTUNITY_NOT_ACCEPTED', `The opportunity is ${sale.stage}; delivery has to accept it first.`)
  }
  if (sale.project !== null)
    throw refusal('PROJECT_EXISTS', `The opportunity is delivered by project ${sale.project.id} already.`)
  const contractId = sale.contract?.id
  if (contractId === undefined) throw refusal('CONTRACT_MISSING', 'The opportunity has no statement of work.')
  if (wantedContractId !== null && wantedContractId !== contractId) {
    throw refusal(
      'CONTRACT_OF_ANOTHER_SALE',
      `The statement of work of the opportunity is ${contractId}, not ${wantedContractId}.`,
    )
  }
  return { sale, acceptedAt: sale.acceptedAt, contractId }
}

function refusal(code: string, message: string): StepFailure {
  return new StepFailure({ code, category: 'VALIDATION', message, system: 'CRM' })
}

/** Hours of the lines sold by time; 8 hours to a day. */
function hoursSold({ lineItems }: OpportunityAnswer): DecimalText {
  const hoursPer: Readonly<Record<string, number>> = { HOUR: 1, DAY: 8 }
  const hours = lineItems.reduce(
    (sum, { quantity, unit }) => sum.plus(new Decimal(quantity).times(hoursPer[unit] ?? 0)),
    new Decimal(0),
  )
  return decimal(hours.toFixed())
}
