import { assertDone, type Payload } from './payload.ts'
import type { Stage } from './story.ts'

const RECORD = /* GraphQL */ `
  mutation Record($input: RecordKickoffInput!) {
    recordKickoff(input: $input) {
      project { status kickoff { heldAt attendeeCount checklistComplete } }
      replayed
      userErrors { code message }
    }
  }
`
const CHECKLIST = ['CHARTER_AGREED', 'GOVERNANCE_CALENDAR_SENT', 'ACCESS_GRANTED', 'CONTACTS_CONFIRMED']

interface Recorded extends Payload {
  readonly project: {
    readonly status: string
    readonly kickoff: { readonly heldAt: string; readonly attendeeCount: number; readonly checklistComplete: boolean } | null
  } | null
}

async function record(stage: Stage, idempotencyKey: string, projectId: string, heldAt: string): Promise<Recorded> {
  const { recordKickoff } = await stage.as('project_manager').ask<{ recordKickoff: Recorded }>(RECORD, {
    input: {
      idempotencyKey,
      projectId,
      heldAt,
      attendeeCount: 9,
      checklist: CHECKLIST.map((item) => ({ item, done: true })),
    },
  })
  return recordKickoff
}

/** Asserts that nobody can record the kickoff of a project whose mandatory roles are open. */
export async function assertNoKickoff(stage: Stage, projectId: string, heldAt: string): Promise<void> {
  const { userErrors } = await record(stage, `early kickoff:${projectId}`, projectId, heldAt)
  const [error] = userErrors
  stage.assert(error?.code === 'INVALID_STATE', 'there is no kickoff without people')
  stage.tell({ step: 'kickoff refused', system: 'PSA', state: error?.code ?? '', at: null, note: error?.message ?? '' })
}

/** Records the kickoff with the whole checklist, as the project manager. */
export async function holdKickoff(stage: Stage, projectId: string, heldAt: string): Promise<void> {
  const payload = await record(stage, `kickoff:${projectId}`, projectId, heldAt)
  assertDone(stage, 'the kickoff is recorded', payload)
  const kickoff = payload.project?.kickoff
  stage.assert(kickoff?.checklistComplete === true, 'everything on the checklist is done')
  stage.tell({
    step: 'kickoff recorded',
    system: 'PSA',
    state: payload.project?.status ?? '',
    at: kickoff?.heldAt ?? null,
    note: `${kickoff?.attendeeCount} people, ${CHECKLIST.length} of ${CHECKLIST.length} items done`,
  })
}
