import { type DocumentNode, executeSync, type GraphQLFieldResolver, type ResponsePath, visit } from 'graphql'
import { schema, valueAt } from './random-graph.ts'

/** Variables of every random document. */
export const VARIABLES = { yes: true, no: false }

export type Resolver = GraphQLFieldResolver<unknown, unknown>
export const pathText = (path: ResponsePath | undefined): string =>
  path === undefined ? '' : `${pathText(path.prev)}.${path.key}`
/** The value of a field depends on the objects above it and on its name, not on the alias: both executions see one world. */
export const world: Resolver = (source, _args, _context, info) => {
  const { at = '', __typename = 'Query' } = (source ?? {}) as { at?: string; __typename?: string }
  const here = `${at}/${__typename}.${info.fieldName}`
  return stamp(valueAt(here, info.returnType), here)
}
function stamp(value: unknown, at: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => stamp(item, `${at}.${index}`))
  return typeof value === 'object' && value !== null ? { ...value, at } : value
}
const typeResolver = (value: unknown) => (value as { __typename: string }).__typename
export const run = (document: DocumentNode, fieldResolver: Resolver) =>
  executeSync({ schema, document, fieldResolver, typeResolver, variableValues: VARIABLES, rootValue: {} })

/** Random documents define more fragments than they use. */
export function usedPart(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, { FragmentSpread: ({ name }) => void used.add(name.value) })
  const definitions = document.definitions.filter((node) => node.kind !== 'FragmentDefinition' || used.has(node.name.value))
  return definitions.length === document.definitions.length ? document : usedPart({ ...document, definitions })
}

/** A value of the world that remembers what is shown at its place. */
export function pair(truth: unknown, shown: unknown): unknown {
  if (shown === null || shown === undefined) return null
  if (Array.isArray(truth)) return truth.map((item, index) => pair(item, (shown as unknown[])[index]))
  return typeof truth === 'object' && truth !== null ? { ...truth, shown } : shown
}
