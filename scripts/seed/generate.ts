import type { InstantText } from '../../contracts/wire/values.ts'
import type { AccountFacts } from './model/accounts.ts'
import { createBilling, hasNumber } from './model/billing.ts'
import { ENTITIES } from './model/firm.ts'
import { createHandoff } from './model/handoff.ts'
import { createPostings } from './model/ledger.ts'
import { createMilestones } from './model/milestones.ts'
import type { ProjectStatus } from './model/project-status.ts'
import type { ProjectFacts } from './model/projects.ts'
import { createOrder } from './model/purchasing.ts'
import { createTimecards } from './model/time.ts'
import { createPipeline } from './pipeline.ts'
import type { SeedCounts } from './sizes.ts'
import { DUPLICATE_CLIENT } from './stories/s-6.ts'
import type { SeededRows } from './table-order.ts'
import { contractRow, masterAgreementRow } from './tables/contracts.ts'
import { accountRow, contactRow, opportunityRow } from './tables/crm.ts'
import { createDeliveryRows } from './tables/delivery.ts'
import { withDocuments } from './tables/documents.ts'
import * as erp from './tables/erp.ts'
import { costRateRows, skillRow, workerRow, workerSkillRows } from './tables/hr.ts'
import { openRequisitionRow, orderedRequisitionRow, purchaseOrderRow, supplierRow } from './tables/procurement.ts'
import * as psa from './tables/psa.ts'
import * as staffing from './tables/staffing.ts'
import { createWorld, type ProjectPlan, type World } from './world.ts'

/** Rows that belong together; a batch only refers to itself and to former ones. */
export interface Batch {
  readonly label: string
  readonly rows: SeededRows
}

/** All rows of a size, in an order in which they can be loaded. Only the plan of the firm is held in memory. */
export function* generate(counts: SeedCounts): Generator<Batch> {
  const world = createWorld(counts)
  yield { label: 'master data', rows: withDocuments(masterData(world)) }
  yield { label: 'sales', rows: withDocuments(createPipeline(world)) }
  for (const [index, plan] of world.projects.entries()) {
    const rows = withDocuments(projectRows(plan, counts.skills))
    yield { label: `project ${index + 1} of ${world.projects.length}`, rows }
  }
  yield { label: 'requisitions and number series', rows: closingRows(world) }
}

/** Clients whom ERP knows: those of the projects, and the original of the duplicate. */
function customersOf({ accounts, projects }: World): readonly AccountFacts[] {
  const known = new Set([DUPLICATE_CLIENT.existingAccountId, ...projects.map(({ project }) => project.sale.account.id)])
  return accounts.filter(({ id }) => known.has(id))
}

function masterData(world: World): SeededRows {
  const { counts, accounts, workers, suppliers } = world
  const contactOwners = accounts.filter(({ status }) => status !== 'PROSPECT')
  return {
    'erp.legal_entity': ENTITIES.map(erp.legalEntityRow),
    'erp.cost_center': ENTITIES.flatMap((entity) =>
      Array.from({ length: counts.costCentersPerEntity }, (_, index) => erp.costCenterRow(entity, index + 1)),
    ),
    'crm.account': accounts.map((account) =>
      accountRow(account, account.parentIndex === null ? null : (accounts[account.parentIndex - 1]?.id ?? null)),
    ),
    'crm.contact': Array.from(
      { length: counts.contacts },
      (_, index) => contactRow(index + 1, contactOwners[index % contactOwners.length] as AccountFacts), // the list is not empty
    ),
    'crm.contract': accounts.filter(({ status }) => status === 'ACTIVE').map(masterAgreementRow),
    'hr.worker': workers.map(workerRow),
    'psa.resource': workers.map(psa.resourceRow),
    'hr.cost_rate': workers.flatMap(costRateRows),
    'hr.skill': Array.from({ length: counts.skills }, (_, index) => skillRow(index + 1)),
    'hr.worker_skill': workers.flatMap((worker) => workerSkillRows(worker, counts.skills)),
    'procurement.supplier': suppliers.map(supplierRow),
    'erp.customer': customersOf(world).map((account, index) => erp.customerRow(account, index + 1)),
  }
}

const CONTRACT_STATUS: { readonly [Status in ProjectStatus]: 'ACTIVE' | 'EXPIRED' | 'TERMINATED' } = {
  PLANNED: 'ACTIVE',
  MOBILISING: 'ACTIVE',
  IN_PROGRESS: 'ACTIVE',
  ON_HOLD: 'ACTIVE',
  COMPLETED: 'ACTIVE',
  CLOSED: 'EXPIRED',
  CANCELLED: 'TERMINATED',
}

/** One project in all six schemas. */
function projectRows(plan: ProjectPlan, skills: number): SeededRows {
  const { project, engagement, workPackages, team, requests, orders: orderPlans, numberInEntity } = plan
  const handoff = createHandoff(project)
  const createdAt = handoff.projectCreatedAt
  const cardsOf = team.map(({ assignment, weeks, firstCard }) =>
    createTimecards(assignment, weeks, firstCard, engagement.plan.phases),
  )
  const cards = cardsOf.flat()
  const milestones = createMilestones(project, engagement, workPackages)
  const billing = createBilling(project, engagement, milestones, cards)
  const orders = orderPlans.map((plan) => createOrder(plan, cards))
  const posted = new Set(billing.invoices.filter(({ status }) => hasNumber(status)).map(({ id }) => id))
  const billed = billing.charges.filter(({ invoiceId }) => invoiceId !== null && posted.has(invoiceId))
  const billedCards = new Set(billed.flatMap(({ card }) => card?.id ?? []))
  const billedMilestones = new Set(billed.flatMap(({ milestoneId }) => milestoneId ?? []))
  const taskOf = psa.bookingTasks(project, engagement)
  const delivery = createDeliveryRows(project, engagement, handoff)
  const staffedAt = delivery.handoff.resources_assigned_at as InstantText | null // a column of instants
  const kickedOffAt = delivery.handoff.kickoff_completed_at as InstantText | null // likewise
  const times = { createdAt, staffedAt }
  const requestOf = new Map(
    requests.map((request) => [
      request.booking?.id,
      { id: staffing.staffingRequestId(request), bookedAt: staffing.bookedAt(request, times) },
    ]),
  )
  return {
    ...salesRows(project, handoff),
    'erp.project': [erp.projectRow(project, engagement, numberInEntity, createdAt)],
    'erp.budget': [erp.budgetRow(project, engagement, createdAt)],
    'erp.invoice': billing.invoices.map((invoice) => erp.invoiceRow(project, invoice)),
    'erp.billing_schedule_line': billing.schedule.map((line) => erp.scheduleLineRow(project, line, createdAt)),
    'erp.charge': billing.charges.map((charge) => erp.chargeRow(project, charge)),
    'erp.posting': createPostings(project, cards, billing).map((posting) => erp.postingRow(project, posting)),
    'psa.project': [psa.projectRow(project, engagement, createdAt, cards)],
    'psa.phase': psa.phaseRows(project, engagement, createdAt),
    'psa.task': psa.taskRows(project, engagement, createdAt),
    'psa.milestone': milestones.map((milestone) => psa.milestoneRow(project, milestone, createdAt, billedMilestones)),
    'psa.staffing_request': requests.map((request) =>
      staffing.staffingRequestRow(request, times, workerSkillRows(request.worker, skills)[0]),
    ),
    'psa.candidate_proposal': requests.flatMap((request) => staffing.candidateRows(request, times)),
    'psa.kickoff': staffing.kickoffRows(project, kickedOffAt, team.length),
    'psa.assignment': team.map(({ assignment }, index) =>
      psa.assignmentRow(assignment, createdAt, cardsOf[index] ?? [], requestOf.get(assignment.id)),
    ),
    'psa.timecard': cards.map((card) => psa.timecardRow(card, billedCards, taskOf)),
    'procurement.requisition': orders.map(orderedRequisitionRow),
    'procurement.purchase_order': orders.map(purchaseOrderRow),
    'delivery.handoff': [delivery.handoff],
    'delivery.workflow_run': delivery.runs,
    'delivery.workflow_step': delivery.steps,
    'delivery.approval': delivery.approvals,
    'delivery.handoff_event': delivery.events,
    'delivery.project_stage': delivery.stages,
    'delivery.project_reservation': [delivery.reservation],
  }
}

function salesRows(
  project: ProjectFacts,
  { closedAt, acceptedAt, contractApprovedAt }: ReturnType<typeof createHandoff>,
): SeededRows {
  const { id, index, sale, opportunityId, contractId, status } = project
  return {
    'crm.opportunity': [
      opportunityRow(sale, { id: opportunityId, number: index, stage: 'ACCEPTED', closedAt, acceptedAt, projectId: id }),
    ],
    'crm.contract': [
      contractRow(sale, {
        id: contractId,
        number: index,
        opportunityId,
        status: CONTRACT_STATUS[status],
        approvedAt: contractApprovedAt,
        projectId: id,
        hasPurchaseOrder: true,
      }),
    ],
  }
}

/** Requests that did not become orders, and where the numbers that people read go on. */
function closingRows(world: World): SeededRows {
  const { counts, projects } = world
  const running = projects.filter(({ project }) => project.status === 'IN_PROGRESS')
  const open = counts.requisitions - counts.purchaseOrders
  const inEntity = ENTITIES.map(({ code }) => ({
    series: `project ${code}`,
    last_number: projects.filter(({ project }) => project.sale.entity.code === code).length,
  }))
  return {
    'procurement.requisition': Array.from({ length: open }, (_, index) => {
      const { project } = running[index % running.length] as ProjectPlan // some project is running in every size
      return openRequisitionRow(counts.purchaseOrders + index + 1, project)
    }),
    'erp.number_series': [{ series: 'customer', last_number: customersOf(world).length }, ...inEntity],
    'procurement.number_series': [{ series: 'requisition', last_number: counts.requisitions }],
  }
}
