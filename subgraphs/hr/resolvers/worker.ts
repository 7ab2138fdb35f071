import type { WorkerResolvers } from '../schema.generated.ts'

export const Worker: WorkerResolvers = {
  async __resolveReference(reference, { workers }) {
    if ('id' in reference) return workers.byId(reference.id)
    return (await workers.byKey('workerNumber', reference.workerNumber))[0] ?? null
  },
  legalEntity: ({ legalEntityId }) => ({ id: legalEntityId }),
  supplier: ({ supplierId }) => (supplierId === null ? null : { id: supplierId }),
  manager: ({ managerId }, _, { workers }) => (managerId === null ? null : workers.byId(managerId)),
  async skills({ id }, _, { workerSkills }) {
    const skills = await workerSkills.byKey('workerId', id)
    return [...skills].sort((a, b) => (a.skillId < b.skillId ? -1 : 1))
  },
  currentCostRate: ({ id }, _, { costRateOf }) => costRateOf({ workerId: id, on: null }),
}
