import type { Finding } from '../finding.ts'

/** Findings for programs; `version` changes when a field is removed or changes its meaning. */
export function jsonReport(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return JSON.stringify({ version: 1, summary: { errors, warnings: findings.length - errors }, findings }, null, 2)
}
