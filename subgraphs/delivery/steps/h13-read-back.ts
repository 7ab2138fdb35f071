import { StepFailure } from '../failure.ts'
import type { ProjectAnswer } from '../graph/answers.ts'
import { compareReadBack, type Mismatch, type ReadBack } from '../rules/read-back.ts'
import { planOf } from './plan-of.ts'
import { defineStep } from './step.ts'

/** Reads the project from CRM, ERP and PSA and compares what they share: only then it counts as created. */
export const verifyReadBack = defineStep({
  key: 'H13',
  async do(context) {
    const { run, graph } = context
    const { input, plan } = planOf(context)
    const { project } = await graph.run(
      'ReadBackProject',
      { id: input.projectId },
      { system: 'DELIVERY', correlationId: run.correlationId },
    )
    const planned = {
      code: input.projectCode,
      plannedStart: input.plannedStart,
      plannedEnd: input.plannedEnd,
      milestones: plan.milestones.length,
    }
    const { mismatches, digest } = compareReadBack(toReadBack(project, planned))
    if (mismatches.length > 0) throw disagreement(mismatches)
    return { result: { digest }, externalReference: digest, details: { digest } }
  },
  undo: null,
})

function toReadBack(project: ProjectAnswer | null, planned: ReadBack['delivery']): ReadBack {
  if (project === null) throw missing('PSA')
  const { opportunity, contract, erpAccountId, erpContractId, legalEntity, contractValue, billingRule, wbs } = project
  if (opportunity === null || contract === null) throw missing('CRM')
  if (erpAccountId === null || erpContractId === null || legalEntity === null || contractValue === null) throw missing('ERP')
  if (billingRule === null || wbs === null) throw missing('ERP')
  return {
    delivery: planned,
    crm: {
      name: opportunity.name,
      accountId: contract.account.id,
      contractId: contract.id,
      legalEntityId: contract.legalEntity.id,
      value: contract.totalValue,
      pricingModel: contract.pricingModel,
      serviceType: opportunity.serviceType,
    },
    erp: {
      accountId: erpAccountId,
      contractId: erpContractId,
      legalEntityId: legalEntity.id,
      value: contractValue,
      pricingModel: billingRule.pricingModel,
      wbsCodes: wbs.map(({ code }) => code),
    },
    psa: {
      code: project.code,
      name: project.name,
      accountId: project.account.id,
      serviceType: project.serviceType,
      pricingModel: project.pricingModel,
      plannedStart: project.plannedStart,
      plannedEnd: project.plannedEnd,
      wbsCodes: project.phases.flatMap(({ wbsCode }) => (wbsCode === null ? [] : [wbsCode])),
      milestones: project.milestones.nodes.length,
    },
  }
}

function missing(system: 'CRM' | 'ERP' | 'PSA'): StepFailure {
  return new StepFailure({
    code: 'READ_BACK_MISSING',
    category: 'MASTER_DATA',
    message: `${system} does not have the project that was just created there.`,
    system,
  })
}

function disagreement(mismatches: readonly Mismatch[]): StepFailure {
  const told = mismatches.map(({ field, values }) => `${field} (${Object.keys(values).join(', ')})`)
  return new StepFailure({
    code: 'READ_BACK_MISMATCH',
    category: 'MASTER_DATA',
    message: `The systems disagree on ${told.join('; ')}.`,
    system: 'DELIVERY',
    blockers: mismatches.map(({ field, values }) => ({
      code: 'READ_BACK_MISMATCH',
      severity: 'BLOCKING',
      category: 'MASTER_DATA',
      message: `${field} differs: ${Object.entries(values)
        .map(([system, value]) => `${system} has ${value}`)
        .join(', ')}.`,
      system: null,
      ownerRole: 'delivery_ops',
    })),
  })
}
