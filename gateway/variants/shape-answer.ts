import { executeSync, type GraphQLError, type GraphQLFieldResolver, type GraphQLSchema, type GraphQLTypeResolver } from 'graphql'
import type { Operation } from '../execution/executor.ts'

export interface ShapedAnswer {
  readonly data: Readonly<Record<string, unknown>> | null
  /** Paths at which the full graph answered something that the variant does not have. */
  readonly outside: readonly (readonly (string | number)[])[]
}

/**
 * Gives an answer of the full graph the shape that the variant's schema allows. The reference executor runs the document once
 * more, over the answer instead of the subgraphs: so introspection tells of the variant alone, and an enum value or an object
 * type that is hidden becomes null and moves up as GraphQL demands (specification 6.4.4), without a second set of rules.
 */
export function shapeAnswer(
  schema: GraphQLSchema,
  { document, operationName, variables }: Operation,
  answer: Readonly<Record<string, unknown>>,
): ShapedAnswer {
  const { data = null, errors = [] } = executeSync({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: variables,
    rootValue: answer,
    fieldResolver: byResponseKey,
    typeResolver: byTypename,
  })
  return { data, outside: errors.map(pathOf) }
}

const byResponseKey: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, { path }) =>
  typeof source === 'object' && source !== null ? Reflect.get(source, path.key) : null

const byTypename: GraphQLTypeResolver<unknown, unknown> = (source) =>
  typeof source === 'object' && source !== null && '__typename' in source ? String(source.__typename) : undefined

const pathOf = ({ path }: GraphQLError): readonly (string | number)[] => path ?? []
