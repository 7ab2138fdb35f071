import { describe, expect, it } from '@jest/globals'
import { findChecklistFaults, findUndoneItems, KICKOFF_CHECKLIST } from '../../../../subgraphs/psa/rules/kickoff-checklist.ts'
import type { CheckedItem, KickoffItem } from '../../../../subgraphs/psa/staffing-port.ts'

const ITEMS = Object.keys(KICKOFF_CHECKLIST) as readonly KickoffItem[] // the keys of the table are its items
const checked = (done: boolean) => ITEMS.map((item): CheckedItem => ({ item, done }))

describe('the checklist of a kickoff', () => {
  it('is done when every item is', () => {
    expect(findUndoneItems(checked(true))).toEqual([])
  })

  it('counts what is not ticked and what is not named as not done', () => {
    expect(findUndoneItems(checked(false))).toEqual(ITEMS)
    expect(findUndoneItems([])).toEqual(ITEMS)
    expect(findUndoneItems(checked(true).slice(1))).toEqual(ITEMS.slice(0, 1))
  })

  it('names an item once', () => {
    expect(findChecklistFaults(checked(false))).toEqual([])
    expect(findChecklistFaults([...checked(true), ...checked(false).slice(1, 2)])).toMatchObject([
      { rule: 'PSA-KICKOFF-TWICE', field: ['input', 'checklist', `${ITEMS.length}`, 'item'] },
    ])
  })
})
