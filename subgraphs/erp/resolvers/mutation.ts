import type { Write } from '../../shared/port.ts'
import { toPayload } from '../../shared/user-error.ts'
import type { ErpContext } from '../context.ts'
import type { Customer, ProjectAction } from '../port.ts'
import type { MutationResolvers } from '../schema.generated.ts'

export const Mutation: MutationResolvers = {
  upsertCustomerMaster: async (_, { input: { idempotencyKey, accountId, taxNumber = null, ...rest } }, context) => {
    const draft = { ...rest, id: accountId, taxNumber }
    const write = await context.system.customers.create(draft, { idempotencyKey }, context.call)
    return customerPayload(write, idempotencyKey)
  },

  deactivateCustomerMaster: async (_, { input: { idempotencyKey, accountId, createdByKey } }, context) => {
    const action = { kind: 'deactivate', createdByKey } as const
    const write = await context.system.customers.act(accountId, action, { idempotencyKey }, context.call)
    return customerPayload(write, idempotencyKey)
  },

  createErpProject: async (_, { input: { idempotencyKey, projectId, notToExceed = null, wbs, ...rest } }, context) => {
    const elements = wbs.map(({ parentCode = null, ...element }) => ({ ...element, parentCode }))
    const draft = { ...rest, id: projectId, notToExceed, wbs: elements }
    return toPayload('project', await context.system.projects.create(draft, { idempotencyKey }, context.call))
  },

  setProjectFinancialStatus: (_, { input: { idempotencyKey, projectId, status, reason } }, context) =>
    act(projectId, { kind: 'setFinancialStatus', status, reason }, idempotencyKey, context),

  reviseBudget: (_, { input: { idempotencyKey, projectId, changeRequestId = null, lines } }, context) => {
    const complete = lines.map(({ wbsCode = null, hours = null, revenue = null, cost = null, category }) => ({
      category,
      wbsCode,
      hours,
      revenue,
      cost,
    }))
    return act(projectId, { kind: 'reviseBudget', changeRequestId, lines: complete }, idempotencyKey, context)
  },

  supersedeBudget: (_, { input: { idempotencyKey, projectId, version } }, context) =>
    act(projectId, { kind: 'supersedeBudget', version }, idempotencyKey, context),

  createBillingSchedule: (_, { input: { idempotencyKey, projectId, lines } }, context) => {
    const complete = lines.map(({ plannedDate = null, milestoneId = null, ...line }) => ({ ...line, plannedDate, milestoneId }))
    return act(projectId, { kind: 'createBillingSchedule', lines: complete }, idempotencyKey, context)
  },

  cancelBillingSchedule: (_, { input: { idempotencyKey, projectId } }, context) =>
    act(projectId, { kind: 'cancelBillingSchedule' }, idempotencyKey, context),
}

async function act(projectId: string, action: ProjectAction, idempotencyKey: string, context: ErpContext) {
  return toPayload('project', await context.system.projects.act(projectId, action, { idempotencyKey }, context.call))
}

function customerPayload(write: Write<Customer>, idempotencyKey: string) {
  return { ...toPayload('account', write), created: write.ok && write.record.createdByKey === idempotencyKey }
}
