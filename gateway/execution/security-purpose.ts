import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind } from 'graphql'
import { isEnforcedSpecification } from '../authorization/auth-directives.ts'

/**
 * The copy of a supergraph for an engine that knows no auth directives: `for: SECURITY` is dropped from the links of the
 * specifications that the field policies enforce, and from no others. That purpose exists so that a router which does not
 * enforce the rules refuses to start (@apollo/gateway does); call this only when enforcement is installed.
 */
export function withoutEnforcedSecurityPurpose(supergraph: DocumentNode): DocumentNode {
  return { ...supergraph, definitions: supergraph.definitions.map(withoutPurpose) }
}

function withoutPurpose(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return definition
  return { ...definition, directives: (definition.directives ?? []).map((link) => (isEnforced(link) ? withoutFor(link) : link)) }
}

function isEnforced(directive: ConstDirectiveNode): boolean {
  const url = directive.arguments?.find(({ name }) => name.value === 'url')?.value
  return url?.kind === Kind.STRING && isEnforcedSpecification(url.value)
}

function withoutFor(link: ConstDirectiveNode): ConstDirectiveNode {
  return { ...link, arguments: (link.arguments ?? []).filter(({ name }) => name.value !== 'for') }
}
