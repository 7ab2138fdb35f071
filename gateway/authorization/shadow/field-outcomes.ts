import { type FieldNode, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import { isScopeRequirementMet } from '../../../policies/index.ts'
import type { CompiledDocument } from '../compile-document.ts'
import { type Caller, decideRequirement } from '../decide-requirement.ts'

/** What becomes of a field for one caller; `obliged` is allowed here, and the owner of the data has the last word. */
export type Outcome = 'absent' | 'denied' | 'masked' | 'obliged' | 'clear'

const RANK = { absent: 0, denied: 0, masked: 1, obliged: 2, clear: 3 } as const satisfies Record<Outcome, number>

/** How a caller fares under another policy set: the field is opened or closed, wholly or in part; null when neither. */
export function compareOutcomes(served: Outcome, candidate: Outcome): 'gain' | 'loss' | null {
  const difference = RANK[candidate] - RANK[served]
  return difference === 0 ? null : difference > 0 ? 'gain' : 'loss'
}

/** One selection of each coordinate that an operation names: all of a coordinate ask the same. Introspection asks nothing. */
export function selectionsByCoordinate({ schema, operation, fragments }: CompiledDocument): ReadonlyMap<string, FieldNode> {
  const found = new Map<string, FieldNode>()
  const types = new TypeInfo(schema)
  const note = visitWithTypeInfo(types, {
    Field(node) {
      const parent = types.getParentType()
      if (parent && !node.name.value.startsWith('__') && !parent.name.startsWith('__')) {
        found.set(`${parent.name}.${node.name.value}`, node)
      }
    },
  })
  for (const definition of [operation, ...fragments.values()]) visit(definition, note)
  return found
}

/** Decides all that an operation asks for one caller; equal keys mean equal outcomes for the same document. */
export interface Partition {
  readonly key: string
  /** Fields without a rule are clear. */
  outcomeOf(selection: FieldNode): Exclude<Outcome, 'absent'>
}

export function partitionFor(compiled: CompiledDocument, caller: Caller): Partition {
  const decisions = compiled.requirements.map((requirement) => decideRequirement(requirement, caller))
  const masks = compiled.masks.filter(({ use }) => !isScopeRequirementMet(caller.scopes, use.unless))
  const granted = decisions.map((each) => (each.granted ? (each.obligations.length > 0 ? 2 : 1) : 0)).join('')
  return {
    key: `${granted} ${masks.map(({ coordinate }) => coordinate).join()}`,
    outcomeOf(selection) {
      const needs = (compiled.needs.get(selection) ?? []).map((index) => decisions[index])
      if (needs.some((decision) => decision?.granted !== true)) return 'denied'
      if (masks.some(({ selections }) => selections.has(selection))) return 'masked'
      return needs.some((decision) => decision !== undefined && decision.obligations.length > 0) ? 'obliged' : 'clear'
    },
  }
}
