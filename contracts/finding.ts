import type { ASTNode, Location } from 'graphql'

/** Something that the contract tool has to say about one place of a schema or of a trusted document. */
export interface Finding {
  /** Id of the rule, also the name of its file in contracts/rules. */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  /** Schema coordinate, such as `Account.taxNumber` or `Query.accounts(first:)`, or `client/document`. */
  readonly coordinate: string
  readonly message: string
  /** What to do about it. */
  readonly help: string
  /** Path relative to the top of the repository; null when the finding has no single place. */
  readonly file: string | null
  /** Line and column count from 1. */
  readonly line: number | null
  readonly column: number | null
}

type Place = Pick<Finding, 'file' | 'line' | 'column'>

/** Where a node is written. The name is pointed at, because a described element starts with its description. */
export function placeOf(node: ASTNode | undefined): Place {
  if (node === undefined) return { file: null, line: null, column: null }
  const location = nameLocation(node) ?? node.loc
  if (location === undefined) return { file: null, line: null, column: null }
  const { line, column } = location.startToken
  return { file: location.source.name, line, column }
}

function nameLocation(node: ASTNode): Location | undefined {
  return 'name' in node && typeof node.name === 'object' ? node.name?.loc : undefined
}

/** Order of a report: errors first, then by place, so that two runs print the same. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compare(a.severity, b.severity) ||
    compare(a.file ?? '', b.file ?? '') ||
    compare(a.line ?? 0, b.line ?? 0) ||
    compare(a.column ?? 0, b.column ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.coordinate, b.coordinate)
  )
}

function compare<Value extends string | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0
}
