import { type DocumentNode, Kind, type ObjectValueNode, valueFromASTUntyped } from 'graphql'
import type { Requirement } from './requirement.ts'

/** The specifications whose rules this gateway enforces; a later version may mean something else and is left to be refused. */
const SPECIFICATIONS = [
  { kind: 'authenticated', identity: 'https://specs.apollo.dev/authenticated', directive: 'authenticated' },
  { kind: 'scopes', identity: 'https://specs.apollo.dev/requiresScopes', directive: 'requiresScopes' },
  { kind: 'policies', identity: 'https://specs.apollo.dev/policy', directive: 'policy' },
] as const satisfies readonly { kind: Requirement['kind']; identity: string; directive: string }[]
const ENFORCED_VERSION = 'v0.1'

/** Name in this supergraph of each auth directive that it knows, e.g. `scopes -> "requiresScopes"`. */
export type AuthDirectives = ReadonlyMap<string, Requirement['kind']>

/**
 * Finds the auth directives of a supergraph under the names that its links give them (core schema specification: an `import`
 * with `as`, the link's own `as`, or the name of the specification). A directive that is defined without a link counts under
 * its own name: reading it as harmless would fail open.
 */
export function findAuthDirectives(supergraph: DocumentNode): AuthDirectives {
  const found = new Map<string, Requirement['kind']>()
  const linked = new Set<string>()
  for (const link of linksOf(supergraph)) {
    const specification = SPECIFICATIONS.find(({ identity }) => link.url.startsWith(`${identity}/`))
    if (specification === undefined) continue
    linked.add(specification.kind)
    found.set(link.aliases.get(`@${specification.directive}`) ?? link.as ?? specification.directive, specification.kind)
  }
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.DIRECTIVE_DEFINITION) continue
    const specification = SPECIFICATIONS.find(({ directive }) => directive === definition.name.value)
    if (specification !== undefined && !linked.has(specification.kind)) found.set(specification.directive, specification.kind)
  }
  return found
}

const GOVERNANCE = 'https://specs.delivery-graph.dev/governance/'
const MASKED = 'masked'

/** Names in this supergraph of `@masked`, which may be imported under another one; a definition without a link counts too. */
export function findMaskDirectives(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set([MASKED])
  for (const link of linksOf(supergraph)) {
    if (!link.url.startsWith(GOVERNANCE)) continue
    names.add(link.aliases.get(`@${MASKED}`) ?? `${link.as ?? 'governance'}__${MASKED}`)
  }
  return names
}

/** True for the `url` of a link to a specification, and version of it, that this gateway enforces. */
export function isEnforcedSpecification(url: string): boolean {
  return SPECIFICATIONS.some(({ identity }) => url === `${identity}/${ENFORCED_VERSION}`)
}

interface Link {
  readonly url: string
  readonly as: string | undefined
  /** Imported name to local name, both without the at-sign of the local one. */
  readonly aliases: ReadonlyMap<string, string>
}

function linksOf(supergraph: DocumentNode): readonly Link[] {
  return supergraph.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return []
    return (definition.directives ?? []).flatMap((directive) => {
      const fields = (directive.arguments ?? []) as unknown as ObjectValueNode['fields'] // arguments and object fields share their shape
      const values = valueFromASTUntyped({ kind: Kind.OBJECT, fields }) as Readonly<Record<string, unknown>>
      if (typeof values.url !== 'string') return []
      return [{ url: values.url, as: textOrUndefined(values.as), aliases: aliasesOf(values.import) }]
    })
  })
}

function aliasesOf(imports: unknown): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  for (const entry of Array.isArray(imports) ? imports : []) {
    if (typeof entry === 'string') aliases.set(entry, entry.replace(/^@/, ''))
    else if (typeof entry?.name === 'string') aliases.set(entry.name, (textOrUndefined(entry.as) ?? entry.name).replace(/^@/, ''))
  }
  return aliases
}

const textOrUndefined = (value: unknown) => (typeof value === 'string' ? value : undefined)
