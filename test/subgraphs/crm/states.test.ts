import { describe, expect, it } from '@jest/globals'
import {
  CONTRACT_TRANSITIONS,
  isContractTransition,
  isOpportunityTransition,
  OPPORTUNITY_TRANSITIONS,
} from '../../../subgraphs/crm/states.ts'

describe('life cycles of the CRM', () => {
  it.each([
    ['opportunity', OPPORTUNITY_TRANSITIONS],
    ['contract', CONTRACT_TRANSITIONS],
  ])('%s: every state that follows is a state of the table', (_, table: Readonly<Record<string, readonly string[]>>) => {
    for (const following of Object.values(table).flat()) expect(Object.keys(table)).toContain(following)
  })

  it('accepts a sale only after it was won', () => {
    const stages = Object.keys(OPPORTUNITY_TRANSITIONS) as (keyof typeof OPPORTUNITY_TRANSITIONS)[]

    expect(stages.filter((stage) => isOpportunityTransition(stage, 'ACCEPTED'))).toEqual(['CLOSED_WON'])
  })

  it('approves a contract only from review', () => {
    const states = Object.keys(CONTRACT_TRANSITIONS) as (keyof typeof CONTRACT_TRANSITIONS)[]

    expect(states.filter((status) => isContractTransition(status, 'APPROVED'))).toEqual(['IN_REVIEW'])
  })
})
