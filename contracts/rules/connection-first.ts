import { Kind, type ValueNode } from 'graphql'
import { isDescribed, namedType, outputFields } from '../schema-elements.ts'
import type { Problem, Rule } from './rule.ts'

/** Largest page that any connection returns. */
const MAX_PAGE_SIZE = 100

/** A connection has a page size when the caller asks for none, and documents its limits. */
export const connectionFirst: Rule = {
  id: 'connection-first',
  severity: 'error',
  help: `Add a described argument \`first: Int = 20\` with a default from 1 to ${MAX_PAGE_SIZE}.`,
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      outputFields(document)
        .filter(({ field }) => namedType(field.type).endsWith('Connection'))
        .flatMap(({ coordinate, field }): Problem[] => {
          const first = field.arguments?.find(({ name }) => name.value === 'first')
          if (first === undefined) return [{ coordinate, message: `${coordinate} has no argument first`, at: field }]
          if (isDescribed(first) && isPageSize(first.defaultValue)) return []
          const fault = isDescribed(first) ? `no default from 1 to ${MAX_PAGE_SIZE}` : 'no description'
          return [{ coordinate: `${coordinate}(first:)`, message: `${coordinate}(first:) has ${fault}`, at: first }]
        }),
    ),
}

function isPageSize(value: ValueNode | undefined): boolean {
  return value?.kind === Kind.INT && Number(value.value) >= 1 && Number(value.value) <= MAX_PAGE_SIZE
}
