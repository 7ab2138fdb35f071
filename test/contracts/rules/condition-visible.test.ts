import { describe, expect, it } from '@jest/globals'
import { conditionVisible } from '../../../contracts/rules/condition-visible.ts'
import { findingsAfterComposition } from './findings-of.ts'

const findings = (psa: string) => findingsAfterComposition(conditionVisible, { psa }).map(({ message }) => message)

const ROAD = `
  type Query { projects(filter: ProjectFilter, by: ProjectOrderField): [Project!] @tag(name: "client") }
  type Project { id: ID! @tag(name: "client") name: String @tag(name: "client") health: Int updatedAt: Int account: ID }`

describe('condition-visible', () => {
  it('finds filters and orders about fields that the variant hides', () => {
    const found = findings(`${ROAD}
      input ProjectFilter { name: String health: Int accountIds: [ID!] } enum ProjectOrderField { NAME UPDATED_AT }`)

    expect(found.toSorted()).toEqual([
      'client may ask for records by ProjectFilter.accountIds, and does not see Project.account',
      'client may ask for records by ProjectFilter.health, and does not see Project.health',
      'client may ask for records by ProjectOrderField.UPDATED_AT, and does not see Project.updatedAt',
    ])
  })

  it('accepts conditions that are hidden with their fields, and those about no single field', () => {
    expect(
      findings(`${ROAD}
        input ProjectFilter { name: String overdue: Boolean health: Int @tag(name: "internal") }
        enum ProjectOrderField { NAME UPDATED_AT @tag(name: "internal") }`),
    ).toEqual([])
  })
})
