import { describe, expect, it } from '@jest/globals'
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql'
import { introspectionLimit } from '../../../gateway/execution/introspection-limit.ts'

const schema = buildSchema('type Query { name: String }')
const faultsOf = (document: string) => validate(schema, parse(document), [introspectionLimit]).length

describe('introspectionLimit', () => {
  it('lets the introspection of tools through', () => {
    expect(faultsOf(getIntrospectionQuery())).toBe(0)
  })

  it('refuses a document that introspects under many aliases, also in a fragment, with one error', () => {
    const aliases = Array.from({ length: 600 }, (_, index) => `a${index}: __schema { types { name } }`).join(' ')

    expect(faultsOf(`{ ${aliases} }`)).toBe(1)
    expect(
      faultsOf(
        `{ ...F } fragment F on Query { ${aliases.replaceAll('__schema { types { name } }', '__type(name: "Query") { name }')} }`,
      ),
    ).toBe(1)
  })
})
