import { describe, expect, it } from '@jest/globals'
import { descriptionNamesVisible } from '../../../contracts/rules/description-names-visible.ts'
import { findingsAfterComposition } from './findings-of.ts'

const findings = (description: string) => {
  const crm = `
    type Query { "${description}" account: Int @tag(name: "client") status: Status riskRating: Int }
    type Status { name: String } type DealForecast { marginPercent: Int } enum Tier { GOLD }`
  return findingsAfterComposition(descriptionNamesVisible, { crm }).map(({ coordinate, message }) => `${coordinate}: ${message}`)
}

describe('description-names-visible', () => {
  it.each([
    'Unlike DealForecast.',
    'See Query.riskRating.',
    'The opposite of `riskRating`.',
    'One of `GOLD`.',
    'As `DealForecast.marginPercent` is.',
  ])('finds a description that names what is hidden: %s', (description) =>
    expect(findings(description)).toEqual([expect.stringMatching(/^Query\.account: .* tells client of /)]),
  )

  it.each(['Its status, and the name of it.', 'See `account`.', 'A `word` of its own.', 'Status of the account.'])(
    'is content with prose and with what is visible: %s',
    (description) => expect(findings(description)).toEqual([]),
  )
})
