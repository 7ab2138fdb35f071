import { describe, expect, it } from '@jest/globals'
import { mutationIdempotent } from '../../../contracts/rules/mutation-idempotent.ts'
import { findingsOf } from './findings-of.ts'

const check = (sdl: string) => findingsOf(mutationIdempotent, { crm: sdl }).map(({ coordinate }) => coordinate)

describe('mutation-idempotent', () => {
  it.each([
    ['no input', 'type Mutation { a: ID }', ''],
    ['an optional input', 'type Mutation { a(input: In): ID }', 'idempotencyKey: String!'],
    ['no key in the input', 'type Mutation { a(input: In!): ID }', 'name: String'],
    ['an optional key', 'type Mutation { a(input: In!): ID }', 'idempotencyKey: String'],
  ])('finds a mutation with %s', (_case, mutation, fields) => {
    expect(check(`${mutation} input In { ${fields === '' ? 'x: ID' : fields} }`)).toEqual(['Mutation.a'])
  })

  it('accepts a mutation that can be sent again', () => {
    expect(check('type Mutation { a(input: In!): ID } input In { idempotencyKey: String! }')).toEqual([])
  })

  it('asks nothing of queries', () => {
    expect(check('type Query { a: ID }')).toEqual([])
  })
})
