import type { WriteError } from '../../../shared/port.ts'

/** Refuses a change that was decided on an older revision than the stored one; null without an expectation. */
export function refuseStale(currentRevision: number, ifRevision: number | null | undefined): WriteError | null {
  if (ifRevision === null || ifRevision === undefined || ifRevision === currentRevision) return null
  return { code: 'CONFLICT', message: 'The record changed since it was read; read it again.', currentRevision }
}
