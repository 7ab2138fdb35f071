import { describe, expect, it } from '@jest/globals'
import { connectionFirst } from '../../../contracts/rules/connection-first.ts'
import { findingsOf } from './findings-of.ts'

const check = (field: string) => findingsOf(connectionFirst, { crm: `type Query { ${field} }` }).map(({ message }) => message)

describe('connection-first', () => {
  it.each([
    ['as(after: String): AConnection', 'Query.as has no argument first'],
    ['as("Page size." first: Int): AConnection!', 'Query.as(first:) has no default from 1 to 100'],
    ['as("Page size." first: Int = 101): AConnection', 'Query.as(first:) has no default from 1 to 100'],
    ['as("Page size." first: Int = 0): AConnection', 'Query.as(first:) has no default from 1 to 100'],
    ['as(first: Int = 20): AConnection', 'Query.as(first:) has no description'],
  ])('finds %s', (field, message) => {
    expect(check(field)).toEqual([message])
  })

  it('accepts a described page size with a default', () => {
    expect(check('as("Page size, 1 to 100." first: Int = 20): AConnection a: [ID!]')).toEqual([])
  })
})
