import type { ConstDirectiveNode } from 'graphql'
import { argumentOf, directivesOf, fieldedTypes } from '../schema-elements.ts'
import type { Problem, Rule } from './rule.ts'

/** When two systems disagree about an entity, exactly one of them must be right. */
export const entityHasOneSource: Rule = {
  id: 'entity-has-one-source',
  severity: 'error',
  help: 'Put @sourceOfRecord on the type in the one subgraph whose system owns the entity.',
  check: ({ files }) => {
    const types = files.flatMap(({ document }) => fieldedTypes(document))
    const entities = new Set(types.filter(isResolvableEntity).map(({ name }) => name.value))
    return [...entities].flatMap((coordinate): Problem[] => {
      const declarations = types.filter(({ name }) => name.value === coordinate)
      const [first, ...more] = declarations.flatMap((type) => directivesOf(type, 'sourceOfRecord'))
      if (first === undefined) return [{ coordinate, message: `${coordinate} has no system of record`, at: declarations[0] }]
      return more.map((directive) => ({
        coordinate,
        message: `${coordinate} has a second system of record, ${systemOf(directive)} besides ${systemOf(first)}`,
        at: directive,
      }))
    })
  },
}

/** A stub with `resolvable: false` only points at the entity of another subgraph. */
function isResolvableEntity(type: { readonly directives?: readonly ConstDirectiveNode[] | undefined }): boolean {
  return directivesOf(type, 'key').some((key) => argumentOf(key, 'resolvable') !== false)
}

function systemOf(directive: ConstDirectiveNode): string {
  return String(argumentOf(directive, 'system'))
}
