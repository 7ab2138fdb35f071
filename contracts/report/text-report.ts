import type { Finding } from '../finding.ts'

/** Findings for a terminal: `file:line:column` first, so that editors make it a link; the same help is printed once per rule. */
export function textReport(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'no findings'
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  return [
    ...findings.map((finding) => `${place(finding)} ${finding.severity} ${finding.rule}: ${finding.message}`),
    '',
    ...rules.map((rule) => `${rule}: ${findings.find((finding) => finding.rule === rule)?.help ?? ''}`),
    '',
    summary(findings),
  ].join('\n')
}

function place({ file, line, column }: Finding): string {
  return file === null ? '-' : [file, line, column].filter((part) => part !== null).join(':')
}

function summary(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return `${errors} errors, ${findings.length - errors} warnings`
}
