import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type ValueNode,
} from 'graphql'
import { type Hidden, ownTypes } from './hide-elements.ts'
import { reachableTypes } from './hide-unreachable.ts'

/** A contradiction between tags. `error`: no sound schema comes of it. `warning`: one does, and callers may be surprised. */
export interface VariantFault {
  readonly severity: 'error' | 'warning'
  /** Visible element at which it is mended. */
  readonly coordinate: string
  readonly message: string
}

/**
 * What is wrong with a variant, in the words of whoever writes tags. GraphQL would refuse such a schema with words about
 * `@inaccessible`, which nobody wrote.
 */
export function findFaults(schema: GraphQLSchema, hidden: Hidden, variant: string): readonly VariantFault[] {
  const faults: VariantFault[] = []
  const { returned } = reachableTypes(schema, hidden)
  const isVisible = (coordinate: string) => !hidden.has(coordinate)
  const why = (coordinate: string) => hidden.get(coordinate) ?? 'hidden'
  const error = (coordinate: string, message: string) => void faults.push({ severity: 'error', coordinate, message })

  function checkInput(coordinate: string, input: GraphQLArgument | GraphQLInputField, isRequired: boolean): void {
    if (!isVisible(coordinate)) {
      if (isRequired) error(coordinate, `${coordinate} must be given, but is hidden from ${variant} (${why(coordinate)}).`)
      return
    }
    const { name } = getNamedType(input.type)
    if (!isVisible(name))
      error(coordinate, `${coordinate} is visible to ${variant}, but its type ${name} is hidden (${why(name)}).`)
    const given = (isVisible(name) && input.defaultValue !== undefined && astFromValue(input.defaultValue, input.type)) || null
    for (const used of namesInDefault(input.type, given)) {
      if (!isVisible(used))
        error(coordinate, `The default of ${coordinate} uses ${used}, which is hidden from ${variant} (${why(used)}).`)
    }
  }

  function checkFields(type: GraphQLObjectType | GraphQLInterfaceType): void {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      if (!isVisible(coordinate)) continue
      const { name } = getNamedType(field.type)
      if (!isVisible(name)) {
        const mend = `Tag a field of ${name}, or take the tag from ${coordinate}.`
        error(coordinate, `${coordinate} is visible to ${variant}, but its type ${name} is hidden (${why(name)}). ${mend}`)
      }
      for (const argument of field.args) checkInput(`${coordinate}(${argument.name}:)`, argument, isRequiredArgument(argument))
    }
    for (const parent of type.getInterfaces()) if (isVisible(parent.name)) checkImplementation(type, parent)
  }

  function checkImplementation(type: GraphQLObjectType | GraphQLInterfaceType, parent: GraphQLInterfaceType): void {
    for (const field of Object.values(parent.getFields())) {
      const [own, promised] = [`${type.name}.${field.name}`, `${parent.name}.${field.name}`]
      if (!isVisible(promised)) continue
      if (!isVisible(own)) {
        error(own, `${own} is hidden from ${variant} (${why(own)}), but the interface ${parent.name} of ${type.name} shows it.`)
        continue
      }
      for (const { name } of field.args) {
        const [ownArgument, promisedArgument] = [`${own}(${name}:)`, `${promised}(${name}:)`]
        if (isVisible(promisedArgument) && !isVisible(ownArgument)) {
          error(ownArgument, `${ownArgument} is hidden from ${variant} (${why(ownArgument)}), but ${parent.name} shows it.`)
        }
      }
    }
  }

  for (const type of ownTypes(schema).filter(({ name }) => isVisible(name))) {
    if (isObjectType(type) || isInterfaceType(type)) checkFields(type)
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        checkInput(`${type.name}.${field.name}`, field, isRequiredInputField(field))
      }
    }
    if (isInterfaceType(type) && returned.has(type.name) && !schema.getPossibleTypes(type).some(({ name }) => isVisible(name))) {
      error(type.name, `${type.name} is visible to ${variant}, but no type that implements it: it would always be null.`)
      continue
    }
    if (returned.has(type.name)) {
      const cases = hiddenCases(schema, type, hidden)
      if (cases.length > 0) {
        const names = cases.join(', ')
        const message = `${type.name} is returned to ${variant} without ${names}: where a record has one, the answer is null and an error.`
        faults.push({ severity: 'warning', coordinate: type.name, message })
      }
    }
  }
  if (isVisible('Mutation') && schema.getMutationType() && !isVisible('Query')) {
    error('Mutation', `${variant} may change something and ask nothing: GraphQL needs a visible field of Query.`)
  }
  return faults
}

/** Hidden values of an enum, and hidden types behind an interface or union. */
function hiddenCases(schema: GraphQLSchema, type: GraphQLNamedType, hidden: Hidden): readonly string[] {
  const names = isEnumType(type)
    ? type.getValues().flatMap(({ name }) => (hidden.has(`${type.name}.${name}`) ? [name] : []))
    : isAbstractType(type)
      ? schema.getPossibleTypes(type).flatMap(({ name }) => (hidden.has(name) ? [name] : []))
      : []
  return names.toSorted()
}

/** Coordinates of the enum values and input fields that a default names. */
function namesInDefault(type: GraphQLInputType, value: ValueNode | null): readonly string[] {
  if (value === null) return []
  if (isNonNullType(type)) return namesInDefault(type.ofType, value)
  if (isListType(type)) {
    const items = value.kind === 'ListValue' ? value.values : [value] // a single item stands for a list of it
    return items.flatMap((item) => namesInDefault(type.ofType, item))
  }
  if (isEnumType(type)) return value.kind === 'EnumValue' ? [`${type.name}.${value.value}`] : []
  if (!isInputObjectType(type) || value.kind !== 'ObjectValue') return []
  return value.fields.flatMap(({ name, value: given }) => {
    const field = type.getFields()[name.value]
    return field === undefined ? [] : [`${type.name}.${name.value}`, ...namesInDefault(field.type, given)]
  })
}
