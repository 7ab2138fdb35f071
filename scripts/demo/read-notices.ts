import type { Stage } from './story.ts'

const NOTICES = /* GraphQL */ `
  query Notices {
    viewer { notices(first: 100) { nodes { role title noticedAt project { id } } } }
  }
`

/** Asserts that a person was told about the project. */
export async function assertNotified(stage: Stage, persona: string, projectId: string): Promise<void> {
  const { viewer } = await stage.as(persona).ask<{
    viewer: {
      notices: {
        nodes: readonly { role: string; title: string; noticedAt: string; project: { id: string } | null }[]
      }
    }
  }>(NOTICES)
  const notice = viewer.notices.nodes.find(({ project }) => project?.id === projectId)
  stage.assert(notice !== undefined, `${persona} was told about the project`)
  stage.tell({
    step: `notice for ${persona}`,
    system: 'DELIVERY',
    state: 'TOLD',
    at: notice?.noticedAt ?? null,
    note: notice?.title ?? '',
  })
}
