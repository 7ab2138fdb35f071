import { type GraphQLSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql'
import { indexSchema } from '../schema-places.ts'
import type { Rule } from './rule.ts'

/**
 * Whoever may filter or sort by a field learns its value, asked often enough. So a filter or an order that a variant shows is not
 * about a field that it hides. Conditions and fields belong together by their names: `ProjectFilter.health`, `ProjectOrderField`
 * `UPDATED_AT` and `Project.health`, `Project.updatedAt`.
 */
export const conditionVisible: Rule = {
  id: 'condition-visible',
  severity: 'error',
  help: 'Hide the condition with an excluded tag, or show the field.',
  check: (input) => {
    const whole = input.variants.get('internal')?.schema ?? null
    if (whole === null) return []
    const { placesOf } = indexSchema(input)
    return [...input.variants.values()].flatMap(({ name, schema }) =>
      (schema === null || name === 'internal' ? [] : conditionsOf(schema)).flatMap(({ coordinate, typeName, candidates }) => {
        const field = candidates.find((candidate) => hasField(whole, typeName, candidate))
        if (field === undefined || schema === null || hasField(schema, typeName, field)) return []
        const message = `${name} may ask for records by ${coordinate}, and does not see ${typeName}.${field}`
        return [{ coordinate, message, at: placesOf(coordinate)[0]?.node }]
      }),
    )
  },
}

function conditionsOf(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    const typeName = /^(\w+)(?:Filter|OrderField)$/.exec(type.name)?.[1]
    if (typeName === undefined) return []
    const names = isInputObjectType(type)
      ? Object.keys(type.getFields())
      : isEnumType(type)
        ? type.getValues().map((value) => value.name)
        : []
    return names.map((name) => ({ coordinate: `${type.name}.${name}`, typeName, candidates: fieldsNamed(name) }))
  })
}

/** What a condition may be about: `accountIds` and `UPDATED_AT` are about `account` and `updatedAt`. */
function fieldsNamed(condition: string): readonly string[] {
  const name = /^[A-Z]/.test(condition)
    ? condition.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    : condition
  return [name, name.replace(/Ids?$/, ''), name.replace(/s$/, '')]
}

function hasField(schema: GraphQLSchema, typeName: string, field: string): boolean {
  const type = schema.getType(typeName)
  return isObjectType(type) && Object.hasOwn(type.getFields(), field)
}
