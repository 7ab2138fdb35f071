import type { Finding, Row } from './measure.ts'

/** A finding as text: title, table, verdict. */
export function renderFinding({ name, title, rows, verdict }: Finding): string {
  return [`## ${name}`, title, '', ...renderTable(rows), '', `${markOf(verdict.holds)} ${verdict.text}`, ''].join('\n')
}

/** The last line of the command. */
export function renderVerdict(findings: readonly Finding[]): string {
  const missed = findings.filter(({ verdict }) => verdict.holds === false).map(({ name }) => name)
  const floors = findings.filter(({ verdict }) => verdict.holds !== null).length
  return missed.length === 0
    ? `verdict: ${floors} of ${floors} floors held`
    : `verdict: ${floors - missed.length} of ${floors} floors held; missed: ${missed.join(', ')}`
}

/** Markdown, aligned so that it reads as plain text too. */
function renderTable(rows: readonly Row[]): readonly string[] {
  const columns = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) => columns.map((column) => cellOf(row[column] ?? null)))
  const widths = columns.map((column, at) => Math.max(column.length, ...cells.map((line) => line[at]?.length ?? 0)))
  const line = (texts: readonly string[]) => `| ${texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(columns), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line)]
}

function cellOf(value: string | number | null): string {
  if (value === null) return '-'
  if (typeof value === 'string' || Number.isInteger(value)) return String(value)
  return value.toFixed(value < 10 ? 2 : 1)
}

const markOf = (holds: boolean | null) => (holds === null ? '=' : holds ? 'held:' : 'MISSED:')
