import type { Stage } from './story.ts'

/** The first sale of a story that nobody has accepted yet, so that a start can tell the story again. */
export async function pickOpportunity(stage: Stage, opportunityIds: readonly string[]): Promise<string> {
  const { opportunities } = await stage
    .as('account_executive')
    .ask<{ opportunities: { nodes: readonly { id: string }[] } }>(
      'query Won($ids: [ID!]) { opportunities(filter: { ids: $ids, stage: [CLOSED_WON] }, first: 100) { nodes { id } } }',
      { ids: opportunityIds },
    )
  const waiting = new Set(opportunities.nodes.map(({ id }) => id))
  const next = opportunityIds.find((id) => waiting.has(id))
  if (next === undefined) throw new Error('every opportunity of this story was handed off; start with --fresh to tell it again')
  return next
}
