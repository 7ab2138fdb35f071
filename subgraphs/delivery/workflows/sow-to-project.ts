import type { WorkflowDefinition } from './definition.ts'

const ATTEMPTS = 5

/**
 * From statement of work to project, version 1. It ends when ERP, PSA and CRM agree on the project; staffing and kickoff
 * belong to later versions, which will take the keys that are missing here.
 */
export const SOW_TO_PROJECT_V1 = {
  kind: 'SOW_TO_PROJECT',
  version: 1,
  name: 'sow-to-project@1',
  groups: [
    [
      {
        key: 'H01',
        name: 'Open the handoff',
        system: 'CRM',
        stage: 'OPPORTUNITY_ACCEPTED',
        during: 'DRAFT',
        maxAttempts: ATTEMPTS,
      },
    ],
    [
      {
        key: 'H02',
        name: 'Check the contract for completeness',
        system: 'DOCUMENTS',
        stage: 'OPPORTUNITY_ACCEPTED',
        during: 'VALIDATING',
        maxAttempts: ATTEMPTS,
      },
    ],
    [
      {
        key: 'H03',
        name: 'Check the client master record',
        system: 'ERP',
        stage: 'OPPORTUNITY_ACCEPTED',
        during: 'VALIDATING',
        maxAttempts: ATTEMPTS,
      },
    ],
    [
      {
        key: 'H05',
        name: 'Legal approves the statement of work',
        system: 'DELIVERY',
        stage: 'OPPORTUNITY_ACCEPTED',
        during: 'AWAITING_APPROVAL',
        maxAttempts: 1,
        approval: { kind: 'SOW_LEGAL', approverRole: 'legal', slaBusinessHours: 16 },
      },
      {
        key: 'H06',
        name: 'Finance confirms the billing terms',
        system: 'DELIVERY',
        stage: 'OPPORTUNITY_ACCEPTED',
        during: 'AWAITING_APPROVAL',
        maxAttempts: 1,
        approval: { kind: 'BILLING_TERMS_FINANCE', approverRole: 'finance_controller', slaBusinessHours: 8 },
      },
    ],
    [
      {
        key: 'H08',
        name: 'Approve the contract',
        system: 'CRM',
        stage: 'CONTRACT_APPROVED',
        during: 'PROVISIONING',
        maxAttempts: ATTEMPTS,
      },
    ],
    [
      {
        key: 'H09',
        name: 'Reserve the project',
        system: 'DELIVERY',
        stage: 'CONTRACT_APPROVED',
        during: 'PROVISIONING',
        maxAttempts: ATTEMPTS,
      },
    ],
    [
      {
        key: 'H10',
        name: 'Create the financial project with its work breakdown structure',
        system: 'ERP',
        stage: 'CONTRACT_APPROVED',
        during: 'PROVISIONING',
        maxAttempts: ATTEMPTS,
      },
    ],
    [
      {
        key: 'H11',
        name: 'Set budget and billing schedule',
        system: 'ERP',
        stage: 'CONTRACT_APPROVED',
        during: 'PROVISIONING',
        maxAttempts: ATTEMPTS,
      },
    ],
    [
      {
        key: 'H12',
        name: 'Create the delivery project with phases and milestones',
        system: 'PSA',
        stage: 'CONTRACT_APPROVED',
        during: 'PROVISIONING',
        maxAttempts: ATTEMPTS,
      },
    ],
    [
      {
        key: 'H13',
        name: 'Read the project back and compare',
        system: 'DELIVERY',
        stage: 'PROJECT_CREATED',
        during: 'PROVISIONING',
        maxAttempts: ATTEMPTS,
      },
    ],
  ],
  endsIn: 'STAFFING',
} as const satisfies WorkflowDefinition

/** Keys of the steps of version 1. */
export type StepKey = (typeof SOW_TO_PROJECT_V1)['groups'][number][number]['key']
