import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { WAKE_CHANNEL } from '../../../subgraphs/delivery/engine/postgres/wake-run.ts'
import { clientSecret, dataDirectory, readSecrets } from '../../data-directory.ts'
import { createGraphClient, type GraphClient } from '../../demo/graph-client.ts'
import { createTokenSource } from '../../demo/token-source.ts'
import { CLI_CLIENT_ID } from '../../identity-provider/cli-client.ts'
import type { Stack } from '../../start/stack.ts'

/** Speaks to the graph as a person. */
export type People = (persona: string) => GraphClient

export function openPeople({ gatewayUrl, issuer, dataDir }: Stack): People {
  const tokenOf = createTokenSource(issuer, clientSecret(readSecrets(dataDirectory(dataDir)), CLI_CLIENT_ID))
  return (persona) => createGraphClient({ url: gatewayUrl, persona, tokenOf })
}

/** Longest wait for handoffs to get anywhere, in milliseconds. */
const PATIENCE_MS = 60_000
/** Requests of people that are under way at the same time. */
const AT_ONCE = 8

const ACCEPT = /* GraphQL */ `
  mutation Accept($input: AcceptOpportunityInput!) {
    acceptOpportunity(input: $input) { userErrors { code message } }
  }
`
const DECIDE = /* GraphQL */ `
  mutation Decide($input: DecideApprovalInput!) {
    decideApproval(input: $input) { userErrors { code message } }
  }
`
const OPEN_APPROVALS = /* GraphQL */ `
  query OpenApprovals($opportunityIds: [ID!]) {
    handoffs(filter: { opportunityIds: $opportunityIds }, first: 100) {
      nodes { status run { approvals { id kind status approverRole } } }
    }
  }
`

interface Payload {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[]
}
interface ApprovalNode {
  readonly id: string
  readonly kind: string
  readonly status: string
  readonly approverRole: string
}

/**
 * Accepts the opportunities, which starts their handoffs, and decides everything until only the template is left. Then
 * `beforeLast` runs, and after it the template is approved for all of them.
 */
export async function bringToProvisioning(
  people: People,
  opportunityIds: readonly string[],
  beforeLast: () => Promise<unknown>,
): Promise<void> {
  await inTurns(opportunityIds, async (opportunityId) => {
    const input = { idempotencyKey: `accept:${opportunityId}`, opportunityId }
    const { acceptOpportunity } = await people('account_executive').ask<{ acceptOpportunity: Payload }>(ACCEPT, { input })
    throwFaults(acceptOpportunity)
  })
  for (const giveUpAt = Date.now() + PATIENCE_MS; ; await sleep(200)) {
    const open = await openApprovals(people, opportunityIds)
    const templates = open.filter(({ kind }) => kind === 'TEMPLATE_DELIVERY_OPS')
    if (templates.length === opportunityIds.length) {
      await beforeLast()
      return inTurns(templates, (approval) => approve(people, approval))
    }
    if (Date.now() > giveUpAt)
      throw new Error(`only ${templates.length} of ${opportunityIds.length} handoffs got to their template`)
    await inTurns(
      open.filter(({ kind }) => kind !== 'TEMPLATE_DELIVERY_OPS'),
      (approval) => approve(people, approval),
    )
  }
}

async function openApprovals(people: People, opportunityIds: readonly string[]): Promise<readonly ApprovalNode[]> {
  const { handoffs } = await people('delivery_ops').ask<{
    handoffs: { nodes: readonly { run: { approvals: readonly ApprovalNode[] } }[] }
  }>(OPEN_APPROVALS, { opportunityIds })
  return handoffs.nodes.flatMap(({ run }) => run.approvals).filter(({ status }) => status === 'PENDING')
}

async function approve(people: People, { id, approverRole }: ApprovalNode): Promise<void> {
  const input = { idempotencyKey: `decide:${id}`, approvalId: id, decision: 'APPROVE', comment: 'Checked.' }
  const { decideApproval } = await people(approverRole).ask<{ decideApproval: Payload }>(DECIDE, { input })
  throwFaults(decideApproval)
}

function throwFaults({ userErrors }: Payload): void {
  if (userErrors.length > 0) throw new Error(userErrors.map(({ code, message }) => `${code} ${message}`).join('; '))
}

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items]
  const take = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, take))
}

/** Keeps the runs from being taken until the answered function wakes them all at once. */
export async function holdRuns(admin: pg.Client, opportunityIds: readonly string[]): Promise<() => Promise<void>> {
  const which = `handoff_id in (select id from delivery.handoff where opportunity_id = any($1))`
  // With an alarm of its own no worker believes that it was forgotten.
  await admin.query(`update delivery.workflow_run set wake_at = null, alarm_at = '2999-01-01' where ${which}`, [opportunityIds])
  return async () => {
    await admin.query(`update delivery.workflow_run set wake_at = clock_timestamp() where ${which}`, [opportunityIds])
    await admin.query(`select pg_notify('${WAKE_CHANNEL}', '')`)
  }
}

/** Waits until so many workers have a beating heart: from then on they take runs. */
export async function untilWorkersAreUp(admin: pg.Client, count: number): Promise<void> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; await sleep(100)) {
    const { rows } = await admin.query(
      "select from delivery.worker_heartbeat where beat_at > clock_timestamp() - interval '2 seconds'",
    )
    if (rows.length >= count) return
  }
  throw new Error(`${count} workers did not come up`)
}

/**
 * Waits until H17 of every handoff is settled, which it also is when a person has to look at it; answers the seconds between the begin of
 * the first H08 and the end of the last H17.
 */
export async function untilProvisioned(admin: pg.Client, opportunityIds: readonly string[]): Promise<number> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; await sleep(100)) {
    const { rows } = await admin.query<{ done: number; seconds: number }>(
      `select count(*) filter (where e.entity_id like '%:H17' and e.to_state in ('COMPLETED', 'SKIPPED', 'IN_REVIEW'))::int as done,
         extract(epoch from max(e.recorded_at) filter (where e.entity_id like '%:H17')
           - min(e.recorded_at) filter (where e.entity_id like '%:H08'))::float8 as seconds
       from delivery.handoff h join delivery.handoff_event e on e.handoff_id = h.id and e.entity = 'WorkflowStep'
       where h.opportunity_id = any($1)`,
      [opportunityIds],
    )
    if (rows[0]?.done === opportunityIds.length) return rows[0].seconds
  }
  const { rows } = await admin.query<{ stuck: string }>(
    `select distinct concat_ws(' ', s.key, s.status, s.error_code, s.error_message) as stuck from delivery.workflow_step s
     join delivery.handoff h on h.run_id = s.run_id
     where h.opportunity_id = any($1) and s.status not in ('PENDING', 'COMPLETED', 'SKIPPED') limit 5`,
    [opportunityIds],
  )
  throw new Error(`handoffs are not provisioned: ${rows.map(({ stuck }) => stuck).join('; ')}`)
}
