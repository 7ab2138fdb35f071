import { Supergraph } from '@apollo/federation-internals'
import { type GraphQLSchema, getOperationAST, parse, print, validate } from 'graphql'
import { type CompiledDocument, compileDocument } from '../../../gateway/authorization/compile-document.ts'
import { compileRules, type Rules } from '../../../gateway/authorization/compile-rules.ts'
import { decideRequirement } from '../../../gateway/authorization/decide-requirement.ts'
import { filterDocument } from '../../../gateway/authorization/filter-document.ts'
import { pathsOfRemoved } from '../../../gateway/authorization/removed-paths.ts'
import { withoutEnforcedSecurityPurpose } from '../../../gateway/execution/security-purpose.ts'
import { compose, type SubgraphSource } from './compose.ts'
import { person } from './principal.ts'

export interface Graph {
  readonly schema: GraphQLSchema
  readonly rules: Rules
}

/** Schema and rules of a composed graph, as the gateway derives them. */
export function graphOf(...sources: readonly SubgraphSource[]): Graph {
  const supergraph = parse(compose(...sources))
  const schema = Supergraph.build(print(withoutEnforcedSecurityPurpose(supergraph)))
    .apiSchema()
    .toGraphQLJSSchema()
  return { schema, rules: compileRules(supergraph) }
}

export function compileQuery({ schema, rules }: Graph, query: string): CompiledDocument {
  const document = parse(query, { noLocation: true })
  const [fault] = validate(schema, document)
  const operation = getOperationAST(document)
  if (fault !== undefined || !operation) throw fault ?? new Error('no operation')
  return compileDocument(schema, rules, document, operation)
}

/** Filters a query for a person with these scopes; `null` stands for an anonymous caller. */
export function filterFor(graph: Graph, query: string, scopes: readonly string[] | null) {
  const compiled = compileQuery(graph, query)
  const caller = { principal: scopes === null ? null : person(scopes), scopes: new Set(scopes), nowSeconds: 0 }
  const granted = compiled.requirements.map((requirement) => decideRequirement(requirement, caller).granted)
  const { document, removed } = filterDocument(compiled, granted)
  return {
    compiled,
    removed,
    text: document === null ? null : print(document).replace(/\s+/g, ' '),
    paths: pathsOfRemoved(compiled, removed).map((path) => path.join('.')),
  }
}
