import { describe, expect, it } from '@jest/globals'
import { Kind } from 'graphql'
import { isKnownRole } from '../../../policies/index.ts'
import {
  APPROVAL_ADVICE,
  COMPENSATION_ADVICE,
  HANDOFF_ADVICE,
  RUN_ADVICE,
  STEP_ADVICE,
  TASK_ADVICE,
} from '../../../scripts/generate/state-advice.ts'
import { generateStateDocs } from '../../../scripts/generate/state-docs.ts'
import { readSubgraphDocument } from '../../../subgraphs/shared/schema.ts'

const EVERY_ADVICE = [RUN_ADVICE, STEP_ADVICE, COMPENSATION_ADVICE, APPROVAL_ADVICE, TASK_ADVICE, HANDOFF_ADVICE].flatMap(
  (advice) => Object.values(advice),
)

describe('docs/generated/states.md', () => {
  it('says of a state what it means, what follows and what people do', () => {
    expect(generateStateDocs(readSubgraphDocument('delivery'))).toContain(
      '| `IN_FALLBACK` | The system is away; the call is parked and made again later. | `RUNNING`, `RETRYING`, `SKIPPED`, `FAILED` |',
    )
  })

  it('names mutations that the graph has', () => {
    const mutations = new Set(['delivery', 'psa'].flatMap(mutationsOf))

    expect(EVERY_ADVICE.flatMap((advice) => advice.mutations).filter((name) => !mutations.has(name))).toEqual([])
  })

  it('names roles of the firm, or says in words whose turn it is', () => {
    const names = EVERY_ADVICE.flatMap(({ roles }) => roles).filter((role) => /^[a-z_]+$/.test(role))

    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((role) => !isKnownRole(role))).toEqual([])
  })
})

const mutationsOf = (subgraph: string): readonly string[] =>
  readSubgraphDocument(subgraph).definitions.flatMap((node) =>
    (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) && node.name.value === 'Mutation'
      ? (node.fields ?? []).map(({ name }) => name.value)
      : [],
  )
