import { type GraphQLNamedType, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql'
import { indexSchema } from '../schema-places.ts'
import { type Hidden, ownTypes } from '../variants/hide-elements.ts'
import type { Rule } from './rule.ts'

/**
 * Descriptions are published with the schema, and may tell a partner of what the variant hides. Looked at are the names that
 * cannot be mistaken for prose: `Type.field`, a type of several words, and whatever stands between backticks.
 */
export const descriptionNamesVisible: Rule = {
  id: 'description-names-visible',
  severity: 'error',
  help: 'Describe the element without the name; what partners read must be about what they see.',
  check: (input) => {
    const { placesOf } = indexSchema(input)
    return [...input.variants.values()].flatMap(({ name, schema, hidden }) => {
      if (name === 'internal' || schema === null) return []
      const isHidden = hiddenNames(schema, hidden)
      return textsOf(schema).flatMap(({ coordinate, text }) =>
        namesIn(text)
          .filter(isHidden)
          .map((found) => ({
            coordinate,
            message: `The description of ${coordinate} tells ${name} of ${found}, which is hidden from it`,
            at: placesOf(coordinate)[0]?.node,
          })),
      )
    })
  },
}

interface Text {
  readonly coordinate: string
  readonly text: string
}

/** Descriptions and reasons of deprecation of all that is visible. */
function textsOf(schema: GraphQLSchema): readonly Text[] {
  const texts: Text[] = []
  type Told = { readonly description?: string | null | undefined; readonly deprecationReason?: string | null | undefined }
  const add = (coordinate: string, { description, deprecationReason }: Told) => {
    const text = [description ?? '', deprecationReason ?? ''].join(' ').trim()
    if (text !== '') texts.push({ coordinate, text })
  }
  for (const type of ownTypes(schema)) {
    add(type.name, type)
    for (const member of membersOf(type)) {
      const coordinate = `${type.name}.${member.name}`
      add(coordinate, member)
      for (const argument of 'args' in member ? member.args : []) add(`${coordinate}(${argument.name}:)`, argument)
    }
  }
  return texts
}

function membersOf(type: GraphQLNamedType) {
  if (isEnumType(type)) return type.getValues()
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : []
}

function namesIn(text: string): readonly string[] {
  const names = text.match(/`[^`]+`|\b[A-Z]\w*\.[a-z]\w*|\b[A-Z][a-z0-9]+[A-Z]\w*/g) ?? []
  return [...new Set(names.map((name) => name.replaceAll('`', '')))]
}

/** True for a hidden coordinate, and for the bare name of a hidden member that nothing visible shares. */
function hiddenNames(schema: GraphQLSchema, hidden: Hidden): (name: string) => boolean {
  const visible = new Set<string>()
  for (const type of ownTypes(schema)) {
    visible.add(type.name)
    for (const member of membersOf(type)) {
      visible.add(member.name)
      for (const { name } of 'args' in member ? member.args : []) visible.add(name)
    }
  }
  const members = new Set([...hidden.keys()].flatMap((coordinate) => coordinate.split(/[.(:)]/)))
  return (name) => hidden.has(name) || (members.has(name) && !visible.has(name))
}
