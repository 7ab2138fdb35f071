import { idFor } from '../../contracts/wire/ids.ts'
import type { ProjectDraft } from './port.ts'
import type { CreatePsaProjectInput } from './schema.generated.ts'

/**
 * The input of `createPsaProject` with every identifier decided. Identifiers that nobody issued follow from the project and
 * the position, so that a repeated step means the same records.
 */
export function toProjectDraft(input: CreatePsaProjectInput): ProjectDraft {
  const { projectId } = input
  return {
    id: projectId,
    code: input.code,
    name: input.name,
    description: input.description ?? null,
    accountId: input.accountId,
    resellerAccountId: input.resellerAccountId ?? null,
    serviceType: input.serviceType,
    pricingModel: input.pricingModel,
    region: input.region,
    practice: input.practice,
    projectManagerId: input.projectManagerId ?? null,
    templateId: input.templateId ?? null,
    templateVersion: input.templateVersion ?? null,
    plannedStart: input.plannedStart,
    plannedEnd: input.plannedEnd,
    phases: input.phases.map(({ tasks, wbsCode, ...phase }) => ({
      ...phase,
      id: idFor('Phase', projectId, `${phase.order}`),
      wbsCode: wbsCode ?? null,
      tasks: (tasks ?? []).map(({ dueDate, billable, ...task }, index) => ({
        ...task,
        id: idFor('Task', projectId, `${phase.order}`, `${index}`),
        dueDate: dueDate ?? null,
        billable: billable ?? true,
      })),
    })),
    milestones: input.milestones.map(({ milestoneId, ...milestone }, index) => ({
      id: milestoneId ?? idFor('Milestone', projectId, `${index}`),
      name: milestone.name,
      description: milestone.description ?? null,
      kind: milestone.kind,
      plannedDate: milestone.plannedDate,
      phaseOrder: milestone.phaseOrder ?? null,
      billable: milestone.billable ?? false,
      amount: milestone.amount ?? null,
      acceptanceCriteria: milestone.acceptanceCriteria ?? [],
      deemedAcceptanceDays: milestone.deemedAcceptanceDays ?? null,
    })),
  }
}
