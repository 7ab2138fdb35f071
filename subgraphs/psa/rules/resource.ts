import { ID_PREFIX } from '../../../contracts/wire/ids.ts'
import type { WriteError } from '../../shared/port.ts'
import type { Resource, ResourceDraft } from '../staffing-port.ts'

const WORKER_ID = new RegExp(`^${ID_PREFIX.Worker}_[0-9a-z]{1,60}$`)
const SUPPLIER_ID = new RegExp(`^${ID_PREFIX.Supplier}_[0-9a-z]{1,60}$`)

export const isWorkerId = (id: string): boolean => WORKER_ID.test(id)

/** What is wrong with a registration as such; whether HR knows the worker is the business of whoever registers. */
export function findResourceFaults({ id, supplierId }: ResourceDraft): readonly WriteError[] {
  const supplierFault = supplierId === null || SUPPLIER_ID.test(supplierId) ? null : NO_SUPPLIER_ID
  return [isWorkerId(id) ? null : NO_WORKER_ID, supplierFault].filter((fault) => fault !== null)
}

/** Why nobody may be proposed or booked under this id; null when it may. `resource` is what PSA knows of it. */
export function refuseUnbookable(resource: Pick<Resource, 'active'> | undefined): WriteError | null {
  if (resource === undefined) {
    return { code: 'NOT_FOUND', message: 'There is no such worker to be booked.', field: ['input', 'workerId'] }
  }
  if (resource.active) return null
  return {
    code: 'VALIDATION_FAILED',
    message: 'The worker is no longer booked.',
    field: ['input', 'workerId'],
    rule: 'PSA-RESOURCE-INACTIVE',
  }
}

export const NO_WORKER_ID: WriteError = {
  code: 'VALIDATION_FAILED',
  message: 'This is not the id of a worker.',
  field: ['input', 'workerId'],
  rule: 'PSA-WORKER-ID',
}
const NO_SUPPLIER_ID: WriteError = {
  code: 'VALIDATION_FAILED',
  message: 'This is not the id of a supplier.',
  field: ['input', 'supplierId'],
  rule: 'PSA-SUPPLIER-ID',
}
