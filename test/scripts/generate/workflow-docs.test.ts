import { describe, expect, it } from '@jest/globals'
import { generateWorkflowDocs } from '../../../scripts/generate/workflow-docs.ts'
import { BUILT_IN_DEFINITIONS } from '../../../subgraphs/delivery/adapters/postgres/ledger/definition-source.ts'
import { drawDefinition } from '../../../subgraphs/delivery/rules/draw-definition.ts'
import { stepsOf } from '../../../subgraphs/delivery/workflows/definition.ts'

describe('docs/generated/workflow.md', () => {
  const text = generateWorkflowDocs()

  it('draws the newest version, and has a row for each of its steps', () => {
    const newest = BUILT_IN_DEFINITIONS.at(-1) ?? { groups: [] }

    expect(text).toContain(drawDefinition(newest))
    for (const { key, name } of stepsOf(newest)) expect(text).toContain(`| ${key} | ${name} |`)
  })

  it('says of each category of failure where it goes and who looks at it', () => {
    expect(text).toContain('| `CONFLICT` | 3 attempts, then a review task | `delivery_ops` within 4 h |')
    expect(text).toContain('within 8 h; `delivery_ops` within 4 h for `READ_BACK_MISMATCH` |')
  })
})
