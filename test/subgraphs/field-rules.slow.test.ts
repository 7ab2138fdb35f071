import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type ConstDirectiveNode, type DocumentNode, Kind, type TypeNode, valueFromASTUntyped } from 'graphql'
import type { Principal } from '../../contracts/wire/principal.ts'
import { PARTNER_SCOPES, predicateNamed, ROLES } from '../../policies/index.ts'
import { SUBGRAPHS } from '../../scripts/subgraph-names.ts'
import { personWith } from '../support/subgraph-client.ts'
import { type ProbedField, type ProbingSubgraph, startProbingSubgraph } from './probing-subgraph.ts'

/** Every kind of caller: the roles, each set of scopes once, services, partners, and nobody in particular. */
const CALLERS: readonly (readonly [string, Principal])[] = [
  ...new Map(
    Object.entries(ROLES).map(([role, scopes]) => [
      scopes.toSorted().join(),
      [role, personWith(scopes, { kind: role.startsWith('svc_') ? 'SERVICE' : 'PERSON' })] as const,
    ]),
  ).values(),
  ...Object.entries(PARTNER_SCOPES).map(
    ([kind, scopes]) =>
      [
        `partner ${kind}`,
        personWith(scopes, {
          kind: 'PARTNER',
          workerId: null,
          partner: { id: 'par_1', kind: kind as keyof typeof PARTNER_SCOPES, accountIds: ['acc_1'], supplierIds: ['sup_1'] },
        }),
      ] as const,
  ),
  ['a person without scopes', personWith([])],
  ['a service without scopes', personWith([], { kind: 'SERVICE' })],
]
/** A recent second factor, and the facts of the case. */
const CIRCUMSTANCES = [
  { hasMfa: true, given: 'favourable' },
  { hasMfa: false, given: 'unfavourable' },
] as const

/** Facts that allow, and facts that deny; one at a time for all policies. */
const FACTS = {
  favourable: {
    segregation_of_duties: { requestedBy: ['somebody'], submittedBy: [], acceptedBy: [], previousDeciders: [] },
    ethical_wall: { clientId: 'acc_1', today: '2026-05-26', workedFor: [], walls: [] },
  },
  unfavourable: {
    segregation_of_duties: { requestedBy: ['tester'], submittedBy: [], acceptedBy: [], previousDeciders: [] },
    ethical_wall: {
      clientId: 'acc_1',
      today: '2026-05-26',
      workedFor: ['acc_2'],
      walls: [{ between: ['acc_1', 'acc_2'], from: '2026-01-01', until: null }],
    },
  },
} as const satisfies Record<string, Readonly<Record<string, unknown>>>
type Luck = keyof typeof FACTS
const factsOf = (luck: Luck, policy: string) =>
  (FACTS[luck] as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[policy] ?? {}

/** Written a second time from governance 2.1, so that it shares no code with what it checks. */
function createReference(document: DocumentNode) {
  const onType = new Map<string, ConstDirectiveNode[]>()
  const fields = new Map<string, { readonly directives: readonly ConstDirectiveNode[]; readonly returned: string }>()
  for (const node of document.definitions) {
    if (!('name' in node) || node.name === undefined || !('directives' in node) || node.kind === Kind.DIRECTIVE_DEFINITION)
      continue
    onType.set(node.name.value, [...(onType.get(node.name.value) ?? []), ...((node.directives ?? []) as ConstDirectiveNode[])])
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    for (const field of node.fields ?? []) {
      fields.set(`${node.name.value}.${field.name.value}`, { directives: field.directives ?? [], returned: named(field.type) })
    }
  }
  return (typeName: string, fieldName: string | null, principal: Principal, luck: Luck): boolean => {
    const field = fieldName === null ? undefined : fields.get(`${typeName}.${fieldName}`)
    const asked = [...(onType.get(typeName) ?? []), ...(field?.directives ?? []), ...(onType.get(field?.returned ?? '') ?? [])]
    return asked.every((directive) => {
      const [argument] = directive.arguments ?? []
      const lists = argument === undefined ? [] : (valueFromASTUntyped(argument.value) as string[][])
      if (directive.name.value === 'requiresScopes') {
        return lists.some((all) => all.every((scope) => principal.scopes.includes(scope)))
      }
      if (directive.name.value !== 'policy') return true
      const nowSeconds = Date.now() / 1_000
      return lists.some((all) =>
        all.every(
          (name) => predicateNamed(name)?.decide({ principal, args: {}, facts: factsOf(luck, name), nowSeconds }).allowed,
        ),
      )
    })
  }
}
const named = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type))

describe.each(SUBGRAPHS.map((name) => [name] as const))('a plan that is forged for the subgraph %s', (name) => {
  let subgraph: ProbingSubgraph
  let luck: Luck = 'favourable'
  let isAllowed: ReturnType<typeof createReference>

  beforeAll(async () => {
    subgraph = await startProbingSubgraph(name, (policy) => factsOf(luck, policy))
    isAllowed = createReference(subgraph.document)
  })
  afterAll(() => subgraph.stop())

  /** Coordinates that were answered with a value, and those that the rules grant. */
  function compare(fields: readonly ProbedField[], data: Readonly<Record<string, unknown>> | null, principal: Principal) {
    const shown: string[] = []
    const granted: string[] = []
    const grants = ({ typeName, fieldName }: ProbedField) => isAllowed(typeName, fieldName, principal, luck)
    // A denied field that may not be null takes its object along.
    const lost = new Set(fields.filter((field) => field.isNonNull && !grants(field)).map(({ typeKey }) => typeKey))
    for (const field of fields) {
      const coordinate = `${field.typeName}.${field.fieldName}`
      const parent =
        field.typeKey === null ? data : (data?.[field.typeKey] as Readonly<Record<string, unknown>> | null | undefined)
      if (parent?.[field.fieldKey] !== null && parent?.[field.fieldKey] !== undefined) shown.push(coordinate)
      const isParentShown = field.typeKey === null || isAllowed(field.typeName, null, principal, luck)
      if (isParentShown && !lost.has(field.typeKey) && grants(field)) granted.push(coordinate)
    }
    return { shown, granted }
  }

  it('shows and does exactly what the rules of its SDL grant the caller in the envelope', async () => {
    let denied = 0
    for (const [title, caller] of CALLERS) {
      for (const { hasMfa, given } of CIRCUMSTANCES) {
        luck = given
        const principal = { ...caller, amr: hasMfa ? ['pwd', 'mfa'] : ['pwd'] }
        const { query, mutation } = subgraph.documents
        const read = await subgraph.ask<Record<string, unknown>>(query, { principal })
        const { shown, granted } = compare(subgraph.queried, read.data, principal)
        expect([title, given, shown]).toEqual([title, given, granted])
        denied += subgraph.queried.length - shown.length
        if (mutation === null) continue
        const written = await subgraph.ask<Record<string, unknown>>(mutation, { principal })
        const done = compare(subgraph.mutated, written.data, principal)
        expect([title, given, done.shown]).toEqual([title, given, done.granted])
        denied += subgraph.mutated.length - done.shown.length
      }
    }
    expect(denied).toBeGreaterThan(CALLERS.length) // the comparison saw denials
  })
})
