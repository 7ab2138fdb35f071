import { type DeclaredGraph, type DeclaredRule, type DeclaredType, typesBehind, unwrap } from './declared-graph.ts'

/** What the matrix knows of a caller, from the tables of the design and not from a token. */
export interface MatrixCaller {
  readonly scopes: ReadonlySet<string>
  /** `service`: an OAuth client that acts for nobody. */
  readonly kind: 'person' | 'service' | 'assistant' | 'partner'
}

/** Policies that the owner of the data decides before it writes: at the gateway they close nothing. */
const DECIDED_BY_SUBGRAPHS = ['segregation_of_duties', 'ethical_wall']

/**
 * Whether a caller may select a field, read off the directives as the specification says: the rules of the parent type, of the
 * field and of the named return type must all be met. Behind an interface, those of every type that implements it.
 */
export function isExpected(graph: DeclaredGraph, caller: MatrixCaller, type: DeclaredType, fieldName: string): boolean {
  return [type, ...typesBehind(graph, type)].every((each) => {
    const field = each.fields.get(fieldName)
    if (field === undefined) throw new Error(`there is no ${each.name}.${fieldName}`)
    const returned = graph.types.get(unwrap(field.type).name)
    // The rule of an interface is that of the types behind it, and whoever selects one of them is asked there.
    const rules = [...each.rules, ...field.rules, ...(returned === undefined || returned.isInterface ? [] : returned.rules)]
    return rules.every((rule) => holds(rule, caller))
  })
}

function holds(rule: DeclaredRule, { scopes, kind }: MatrixCaller): boolean {
  if (rule.kind === 'authenticated') return true
  const isMet = rule.kind === 'requiresScopes' ? (name: string) => scopes.has(name) : (name: string) => isGranted(name, kind)
  return rule.anyOf.some((names) => names.length > 0 && names.every(isMet))
}

function isGranted(policy: string, kind: MatrixCaller['kind']): boolean {
  if (policy === 'mfa') return kind === 'person' // people of the development issuer sign in with a second factor
  if (policy === 'service_caller') return kind === 'service'
  return DECIDED_BY_SUBGRAPHS.includes(policy)
}
