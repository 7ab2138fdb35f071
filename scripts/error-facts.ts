/** Code of an error of the system or of the database (`EACCES`, `57P03`); undefined for anything without one. */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof`: errors of Node's own modules may come from another realm (node:vm, as under Jest).
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}

/** Message of anything that was thrown. A failed dual-stack connection has an empty one of its own; its parts speak. */
export function errorMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.map(errorMessage).join('; ')
  return 'message' in error ? String(error.message) : String(error)
}
