/**
 * Decides a scope requirement in disjunctive normal form: one of the outer alternatives must have all of its scopes.
 *
 * An empty list, outer or inner, denies. `@requiresScopes(scopes: [])` and `[[]]` compose without an error, so reading them
 * as "nothing required" would open a field that somebody meant to protect.
 */
export function isScopeRequirementMet(scopes: ReadonlySet<string>, requirement: readonly (readonly string[])[]): boolean {
  return requirement.some((alternative) => alternative.length > 0 && alternative.every((scope) => scopes.has(scope)))
}
