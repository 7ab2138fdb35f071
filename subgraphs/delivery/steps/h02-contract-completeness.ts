import type { DecimalText } from '../../../contracts/wire/values.ts'
import { StepFailure } from '../failure.ts'
import type { ContractAnswer } from '../graph/answers.ts'
import { accepted } from '../graph/error-categories.ts'
import type { CompletenessFinding } from '../port.ts'
import { judgeCompleteness } from '../rules/completeness.ts'
import { contractFactsOf } from './contract-facts-of.ts'
import type { CompleteContract } from './results.ts'
import { defineStep } from './step.ts'

/**
 * Judges the contract by the completeness rules; a complete draft goes to the reviewers. What was submitted stays submitted:
 * the next attempt finds it in review, so there is nothing to undo.
 */
export const checkCompleteness = defineStep({
  key: 'H02',
  async do({ run, graph, idempotencyKey, resultOf }) {
    const call = { system: 'DOCUMENTS', correlationId: run.correlationId } as const
    const sale = resultOf('H01')
    const { contract } = await graph.run('ReadContract', { id: sale.contractId }, call)
    if (contract === null) throw refusal('CONTRACT_NOT_FOUND', 'The contract does not exist.')
    const completeness = judgeCompleteness(contractFactsOf(contract, sale))
    const { score, findings } = completeness
    if (completeness.isBlocked) throw incomplete(findings, score)

    let { revision } = contract
    if (contract.status === 'DRAFT') {
      // A draft that was taken back and reworked is another one to submit: the former key would only replay the former answer.
      const input = { contractId: contract.id, idempotencyKey: `${idempotencyKey}:submit:${contract.revision}` }
      const submitted = (await graph.run('SubmitContractForReview', { input }, call)).submitContractForReview
      revision = accepted(submitted, 'DOCUMENTS').contract?.revision ?? null
    } else if (contract.status !== 'IN_REVIEW') {
      throw refusal('CONTRACT_NOT_IN_REVIEW', `The contract is ${contract.status}; only one in review can be handed over.`)
    }
    return {
      result: toResult({ ...contract, revision }),
      externalReference: contract.number,
      handoff: { completenessScore: score, findings },
      details: { score, findings: findings.map(({ rule }) => rule).join(' ') },
    }
  },
  undo: null,
})

function incomplete(findings: readonly CompletenessFinding[], score: DecimalText): StepFailure {
  const blocking = findings.filter(({ severity }) => severity === 'BLOCKING')
  return new StepFailure(
    {
      code: 'CONTRACT_INCOMPLETE',
      category: 'VALIDATION',
      message: `The contract does not pass ${blocking.map(({ rule }) => rule).join(', ')}.`,
      system: 'DOCUMENTS',
      blockers: blocking.map(({ rule, severity, message }) => ({
        code: rule,
        severity,
        category: 'VALIDATION',
        message,
        system: 'DOCUMENTS',
        ownerRole: 'account_executive',
      })),
    },
    { completenessScore: score, findings },
  )
}

function refusal(code: string, message: string): StepFailure {
  return new StepFailure({ code, category: 'VALIDATION', message, system: 'DOCUMENTS' })
}

/** CC-01 and CC-07 are blocking: a contract that got here has names and a term. */
function toResult(contract: ContractAnswer): CompleteContract {
  const { account, billingTerms, effectiveFrom, effectiveTo } = contract
  if (effectiveFrom === null || effectiveTo === null || account.legalName === null) {
    throw new Error(`contract ${contract.id} passed the rules without a term or a registered name`)
  }
  const { schedule, frequency, paymentTermsDays, notToExceed } = billingTerms
  const registration = account.taxRegistrations?.find(({ country }) => country === account.country)
  return {
    number: contract.number,
    revision: contract.revision,
    totalValue: contract.totalValue,
    pricingModel: contract.pricingModel,
    effectiveFrom,
    effectiveTo,
    billing: { schedule, frequency, paymentTermsDays, notToExceed },
    milestones: contract.contractedMilestones,
    client: { legalName: account.legalName, country: account.country, taxNumber: registration?.number ?? null },
  }
}
