import { sql } from 'kysely'
import type { Call, Write, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import type { Approval, ApprovalAction, ApprovalParticipants } from '../../approval-port.ts'
import { checkApprovalAction } from '../../rules/input-rules.ts'
import { chooseTemplate } from '../../workflows/commands/choose-template.ts'
import type { CommandContext, Verdict } from '../../workflows/commands/command.ts'
import { decideApproval } from '../../workflows/commands/decide-approval.ts'
import { delegateApproval } from '../../workflows/commands/delegate-approval.ts'
import { resubmitApproval } from '../../workflows/commands/resubmit-approval.ts'
import type { ApprovalState } from '../../workflows/run-state.ts'
import type { DefinitionSource } from './ledger/definition-source.ts'
import { APPROVALS } from './records.ts'
import { createRunCommander, runOfRecord } from './run-command.ts'

const OPERATION = {
  decide: 'decideApproval',
  delegate: 'delegateApproval',
  resubmit: 'resubmitApproval',
  'choose-template': 'selectTemplate',
} as const

/** What people may say about an approval. */
export function createApprovalActions(db: Database, definitions: DefinitionSource) {
  const say = createRunCommander(db, definitions)
  const reader = createReader(db, APPROVALS)

  async function act(approvalId: string, action: ApprovalAction, options: WriteOptions, call: Call): Promise<Write<Approval>> {
    const faults = checkApprovalAction(action)
    if (faults.length > 0) return { ok: false, errors: faults }
    const command = {
      operation: OPERATION[action.kind],
      input: { approvalId, ...action },
      recordId: approvalId,
      reader,
      field: 'approvalId',
      runOf: runOfRecord('approval', approvalId),
      revisionOf: ({ state }: CommandContext) => approvalOf(state.approvals, approvalId).revision,
      judge: (context: CommandContext) => judge(context, approvalOf(context.state.approvals, approvalId), action),
    }
    return say(command, options, call)
  }

  return { act, participantsOf: (approvalId: string) => participantsOf(db, approvalId) }
}

function judge(context: CommandContext, approval: ApprovalState, action: ApprovalAction): Verdict {
  switch (action.kind) {
    case 'decide':
      return decideApproval(context, approval, action)
    case 'delegate':
      return delegateApproval(context, approval, action)
    case 'resubmit':
      return resubmitApproval(context, approval, action)
    case 'choose-template':
      return chooseTemplate(context, approval, action)
  }
}

function approvalOf(approvals: readonly ApprovalState[], id: string): ApprovalState {
  const found = approvals.find((approval) => approval.id === id)
  if (found === undefined) throw new Error(`approval ${id} is not of the run that was read for it`)
  return found
}

/** Who had a part in the approval or in another question of its run. */
async function participantsOf(db: Database, approvalId: string): Promise<ApprovalParticipants | null> {
  const { rows } = await sql<ApprovalParticipants>`
    select parts.requested_by as "requestedBy", parts.submitted_by as "submittedBy", parts.accepted_by as "acceptedBy",
      parts.previous_deciders as "previousDeciders"
    from delivery.approval a cross join lateral delivery.parts_in(a) parts where a.id = ${approvalId}`.execute(db)
  return rows[0] ?? null
}
