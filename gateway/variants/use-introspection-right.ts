import { BREAK, visit } from 'graphql'
import { appError } from '../../contracts/wire/errors.ts'
import type { Principal } from '../../contracts/wire/principal.ts'
import { createBoundedCache } from '../execution/bounded-cache.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import type { Stage } from '../pipeline.ts'

/** Characters of source text of which it is kept whether they introspect. */
const MAX_CACHED_CHARACTERS = 1_000_000

/**
 * Lets only callers with one of these roles or scopes read the schema, where the variant is not closed to introspection for all.
 *
 * @param names roles or scopes; null lets everybody.
 * @throws FORBIDDEN
 */
export function useIntrospectionRight(names: readonly string[] | null): Stage<Operation, OperationResult> {
  const introspects = createBoundedCache<boolean>(MAX_CACHED_CHARACTERS)
  return {
    name: 'introspection right',
    async run(operation, next) {
      if (names === null || mayIntrospect(operation.exchange.principal, names)) return next(operation)
      const weight = operation.document.loc?.source.body.length ?? MAX_CACHED_CHARACTERS
      if (!introspects.getOrCreate(operation.planKey, weight, () => doesIntrospect(operation))) return next(operation)
      return { errors: [appError('FORBIDDEN', 'Reading the schema is not open to this caller.')] }
    },
  }
}

const mayIntrospect = (principal: Principal | null, names: readonly string[]) =>
  principal !== null && names.some((name) => principal.roles.includes(name) || principal.scopes.includes(name))

function doesIntrospect({ document }: Operation): boolean {
  let found = false
  visit(document, {
    Field({ name }) {
      if (name.value !== '__schema' && name.value !== '__type') return undefined
      found = true
      return BREAK
    },
  })
  return found
}
