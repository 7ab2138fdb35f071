import { REGISTERED_STEPS } from '../../../subgraphs/delivery/steps/registered-steps.ts'
import type { ApprovalStep, Step, SystemStep } from '../../../subgraphs/delivery/steps/step.ts'
import type { StepDefinition, WorkflowDefinition } from '../../../subgraphs/delivery/workflows/definition.ts'
import type { StepKey } from '../../../subgraphs/delivery/workflows/definitions/step-catalogue.ts'

/**
 * Workflows whose steps answer at once, so that nothing but engine and ledger is measured. They are published as data into
 * the database of the measure only, and carry keys of real steps because the ledger knows no others.
 */
const KEYS = ['H01', 'H02', 'H03', 'H08', 'H18', 'H20'] as const
const DURING = ['DRAFT', 'VALIDATING', 'AWAITING_APPROVAL', 'PROVISIONING', 'STAFFING', 'READY_FOR_KICKOFF'] as const

const COMMON = { kind: 'SOW_TO_PROJECT', processOwnerId: 'wrk_bench', changeNote: 'Measures only.', endsIn: 'COMPLETED' } as const

const instantStep = (key: string, during: StepDefinition['during']): StepDefinition => ({
  key,
  name: `Answers at once (${key})`,
  system: 'DELIVERY',
  stage: 'OPPORTUNITY_ACCEPTED',
  during,
  ownerRole: 'delivery_ops',
  requiredInputs: [],
  maxAttempts: 5,
  optional: false,
  mandatoryControl: false,
  compensation: null,
})

/** Six steps, one after the other, through every state of a handoff. */
export const SIX_STEPS: WorkflowDefinition = {
  ...COMMON,
  version: 1_001,
  name: 'Six steps that answer at once',
  groups: KEYS.map((key, at) => [instantStep(key, DURING[at] ?? 'DRAFT')]),
}

/** A decision of legal, then five steps. */
export const DECISION_FIRST: WorkflowDefinition = {
  ...COMMON,
  version: 1_002,
  name: 'One decision, then steps that answer at once',
  groups: [[{ ...instantStep('H05', 'DRAFT'), approval: { kind: 'SOW_LEGAL' }, maxAttempts: 1 }], ...SIX_STEPS.groups.slice(1)],
}

const ASK_LEGAL: ApprovalStep = {
  key: 'H05',
  ask: ({ run }) => ({ contractId: 'ctr_bench', entityCode: 'DE01', title: `Decision of ${run.key}`, amount: null }),
}

/** The code of both: a system step answers what a small one would, the decision asks legal. */
export const BENCH_STEPS: ReadonlyMap<string, Step> = new Map(
  [...REGISTERED_STEPS.values()].map(({ key }): [string, Step] => [key, key === 'H05' ? ASK_LEGAL : answersAtOnce(key)]),
)

function answersAtOnce(key: StepKey): SystemStep {
  return { key, do: async () => ({ result: {}, externalReference: `bench-${key}` }), undo: null }
}
