/** Skills that templates ask for, as the catalogue of HR codes them. */
export const SKILL = {
  erpFinance: 'SK-001',
  erpSupplyChain: 'SK-002',
  dataMigration: 'SK-004',
  serviceDesk: 'SK-005',
  observability: 'SK-006',
  cloudOperations: 'SK-007',
  operatingModel: 'SK-008',
  businessCase: 'SK-009',
  typescript: 'SK-011',
  postgresql: 'SK-012',
  testAutomation: 'SK-014',
  instructionalDesign: 'SK-015',
} as const
export type SkillCode = (typeof SKILL)[keyof typeof SKILL]
