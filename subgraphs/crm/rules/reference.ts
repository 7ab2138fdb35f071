import { ID_PREFIX, type IdKind } from '../../../contracts/wire/ids.ts'
import type { WriteError } from '../../shared/port.ts'

/** Refuses an id that cannot be one of this kind; whether the record exists is known to its own subgraph only. */
export function whyNotReference(kind: IdKind, id: string, field: string): WriteError | null {
  const prefix = `${ID_PREFIX[kind]}_`
  if (id.startsWith(prefix) && /^[0-9a-z]{1,64}$/.test(id.slice(prefix.length))) return null
  return { code: 'VALIDATION_FAILED', message: `Not the id of a ${kind}.`, field: ['input', field] }
}
