import { afterAll, beforeAll, describe } from '@jest/globals'
import type { Approval, ApprovalFilter } from '../../../subgraphs/delivery/approval-port.ts'
import type {
  Handoff,
  HandoffFilter,
  WorkflowRun,
  WorkflowRunFilter,
  WorkflowStep,
  WorkflowStepFilter,
} from '../../../subgraphs/delivery/port.ts'
import { describeReader } from '../../support/reader-contract.ts'
import { type DeliveryFixture, LEGAL, openDeliveryFixture } from './support/delivery-fixture.ts'
import { openWaitingRun } from './support/waiting-run.ts'

const RUNS = 6

describe('delivery readers on PostgreSQL', () => {
  let fixture: DeliveryFixture

  beforeAll(async () => {
    fixture = await openDeliveryFixture()
    for (let index = 0; index < RUNS; index += 1) await openWaitingRun(fixture, `read${index}`)
    // Six steps a run are enough to page through.
    // Projects of three runs each, so that an edge has something to batch; opportunities are shared by cancelled handoffs.
    await fixture.rows(`
      update delivery.handoff set project_id = 'prj_' || (right(opportunity_id, 1)::int % 2), region = case when right(opportunity_id, 1)::int < 3 then 'DACH' else 'NA' end,
        service_type = 'TRAINING', accepted_at = ('2026-05-2' || right(opportunity_id, 1) || 'T23:30:00Z')::timestamptz;
      update delivery.handoff set service_type = 'MANAGED_SERVICES' where opportunity_id = 'opp_read5';
      update delivery.handoff set status = 'CANCELLED', opportunity_id = 'opp_read0' where opportunity_id in ('opp_read1', 'opp_read2');
      update delivery.workflow_run r set project_id = h.project_id from delivery.handoff h where h.id = r.handoff_id;
      update delivery.approval a set project_id = h.project_id, contract_id = 'ctr_' || h.project_id from delivery.handoff h where h.id = a.handoff_id;
      update delivery.workflow_run set status = 'COMPLETED' where key like '%read0:1';
      update delivery.approval set status = 'APPROVED', decision = 'APPROVE', decided_at = now(), decided_by = 'legal' where id = 'apr_read5finance';
      delete from delivery.workflow_step where position > 6;
      update delivery.workflow_step set next_attempt_at = '2026-05-26T09:00:00Z'::timestamptz + position * interval '1 minute',
        status = case when key = 'H03' then 'IN_FALLBACK' else status end;
      update delivery.approval set requested_at = date_trunc('minute', requested_at);
      insert into delivery.project_stage (id, project_id, stage, entered_at, left_at)
        select 'prj_' || n || ':' || stage, 'prj_' || n, stage, '2026-05-01', case when stage <> 'PROJECT_CREATED' then timestamptz '2026-05-02' end
        from generate_series(0, 1) n, unnest(array['OPPORTUNITY_ACCEPTED', 'CONTRACT_APPROVED', 'PROJECT_CREATED']) stage`)
  })
  afterAll(() => fixture.close())

  const idsOf = (table: string) => async () =>
    (await fixture.rows<{ id: string }>(`select id from delivery.${table} order by id`)).map(({ id }) => id)

  describeReader<Handoff, HandoffFilter, 'opportunityId' | 'projectId', 'openedAt'>('handoffs', {
    reader: () => fixture.system.handoffs,
    allIds: idsOf('handoff'),
    keys: { opportunityId: ({ opportunityId }) => opportunityId, projectId: ({ projectId }) => projectId },
    orders: { openedAt: ({ openedAt }) => openedAt },
    filters: [
      { filter: { status: ['CANCELLED'] }, matches: ({ status }) => status === 'CANCELLED' },
      { filter: { region: ['DACH'] }, matches: ({ region }) => region === 'DACH' },
      {
        filter: { serviceType: ['TRAINING'], status: ['DRAFT'] },
        matches: ({ serviceType, status }) => serviceType === 'TRAINING' && status === 'DRAFT',
      },
      { filter: { opportunityIds: ['opp_read0'] }, matches: ({ opportunityId }) => opportunityId === 'opp_read0' },
      {
        filter: { accepted: { from: '2026-05-21', to: '2026-05-23' } as HandoffFilter['accepted'] },
        matches: ({ acceptedAt }) => acceptedAt !== null && acceptedAt >= '2026-05-21' && acceptedAt < '2026-05-24',
      },
    ],
  })

  describeReader<WorkflowRun, WorkflowRunFilter, 'projectId', 'startedAt'>('workflow runs', {
    reader: () => fixture.system.runs,
    allIds: idsOf('workflow_run'),
    keys: { projectId: ({ projectId }) => projectId },
    orders: { startedAt: ({ startedAt }) => startedAt },
    filters: [
      { filter: { status: ['COMPLETED'] }, matches: ({ status }) => status === 'COMPLETED' },
      { filter: { projectIds: ['prj_1'] }, matches: ({ projectId }) => projectId === 'prj_1' },
    ],
  })

  describeReader<WorkflowStep, WorkflowStepFilter, 'runId', 'nextAttemptAt'>('workflow steps', {
    reader: () => fixture.system.steps,
    allIds: idsOf('workflow_step'),
    keys: { runId: ({ runId }) => runId },
    orders: { nextAttemptAt: ({ nextAttemptAt }) => nextAttemptAt ?? '' },
    filters: [{ filter: { status: ['IN_FALLBACK'] }, matches: ({ status }) => status === 'IN_FALLBACK' }],
  })

  describeReader<Approval, ApprovalFilter, 'runId' | 'contractId' | 'projectId', 'requestedAt'>('approvals', {
    reader: () => fixture.system.approvals,
    allIds: idsOf('approval'),
    keys: { runId: ({ runId }) => runId, contractId: ({ contractId }) => contractId, projectId: ({ projectId }) => projectId },
    orders: { requestedAt: ({ requestedAt }) => requestedAt },
    filters: [
      { filter: { kind: ['SOW_LEGAL'] }, matches: ({ kind }) => kind === 'SOW_LEGAL' },
      { filter: { status: ['APPROVED'] }, matches: ({ status }) => status === 'APPROVED' },
      {
        // The inbox of legal: not the run on which the same person has decided already.
        filter: { waitingFor: LEGAL },
        matches: ({ kind, id }) => kind === 'SOW_LEGAL' && id !== 'apr_read5legal',
      },
      {
        filter: { waitingFor: { subject: 'somebody', workerId: null, roles: ['finance_controller'] } },
        matches: ({ kind, status }) => kind !== 'SOW_LEGAL' && status === 'PENDING',
      },
    ],
  })

  describeReader('audit events', {
    reader: () => fixture.system.events,
    allIds: idsOf('handoff_event'),
    keys: { runId: ({ runId }) => runId },
    orders: { sequence: ({ sequence }) => sequence },
  })

  describeReader('stage entries', {
    reader: () => fixture.system.stages,
    allIds: idsOf('project_stage'),
    keys: { projectId: ({ projectId }) => projectId },
    orders: {},
  })
})
