import { beforeAll, describe, expect, it } from '@jest/globals'
import {
  buildClientSchema,
  type GraphQLField,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  type IntrospectionQuery,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

const EXACT = {
  Decimal: /^-?\d+(\.\d+)?$/,
  Date: /^\d{4}-\d\d-\d\d$/,
  DateTime: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
  CurrencyCode: /^[A-Z]{3}$/,
} as const
/** The entity of the list, and those that it refers to. Every other entity has a list of its own. */
const MAX_ENTITIES = 2

let stack: SharedStack
let schema: GraphQLSchema
beforeAll(async () => {
  stack = await sharedStack()
  schema = buildClientSchema(await stack.as('auditor').ask<IntrospectionQuery>(getIntrospectionQuery()))
})

describe('values', () => {
  it('[RG-03] are exact text in every resolver of the graph: no amount, decimal, date or instant is ever a JSON number', async () => {
    const roots = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ args }) => !args.some(isRequiredArgument))
    const seen = new Map<string, number>()

    for (const root of roots) {
      const selection = select(root, [], 0)
      if (selection === null) continue
      for (const persona of ['auditor', 'hr_partner']) {
        const { data } = await stack.as(persona).send<Record<string, unknown>>(`{ ${selection} }`)
        if (data !== null && data !== undefined) check(root, data[root.name], seen)
      }
    }

    expect(Object.fromEntries(seen)).toMatchObject({
      Decimal: expect.any(Number),
      Date: expect.any(Number),
      DateTime: expect.any(Number),
    })
    expect(seen.get('Decimal')).toBeGreaterThan(100)
  }, 60_000)
})

/** Selects every exact scalar that is reached without required arguments; pages inside pages are left to their own roots. */
function select(field: GraphQLField<unknown, unknown>, road: readonly string[], entities: number): string | null {
  const isPage = field.args.some(({ name }) => name === 'first')
  const type = getNamedType(field.type)
  if (isLeafType(type)) return type.name in EXACT ? field.name : null
  if (!isObjectType(type) || road.includes(type.name) || field.name === 'edges') return null
  if (field.args.some(isRequiredArgument) || (isPage && road.length > 0)) return null
  const entered = entities + ('id' in type.getFields() ? 1 : 0)
  if (entered > MAX_ENTITIES) return null
  const inner = Object.values(type.getFields())
    .map((each) => select(each, [...road, type.name], entered))
    .filter((each) => each !== null)
  return inner.length === 0 ? null : `${field.name}${isPage ? '(first: 5)' : ''} { ${inner.join(' ')} }`
}

function check(field: GraphQLField<unknown, unknown>, value: unknown, seen: Map<string, number>): void {
  if (value === null || value === undefined) return
  if (Array.isArray(value)) {
    for (const item of value) check(field, item, seen)
    return
  }
  const type = getNamedType(field.type)
  if (isObjectType(type)) {
    for (const [name, inner] of Object.entries(value)) {
      const innerField = type.getFields()[name]
      if (innerField !== undefined) check(innerField, inner, seen)
    }
    return
  }
  const pattern = EXACT[type.name as keyof typeof EXACT]
  seen.set(type.name, (seen.get(type.name) ?? 0) + 1)
  expect([field.name, typeof value, pattern.test(String(value))]).toEqual([field.name, 'string', true])
}
