import type { AuditEntry } from '../../contracts/wire/audit-record.ts'

/** A rule in which a scope of administrators stands, e.g. `scopes ["delivery:partner:admin"]`. */
const ADMINISTRATIVE = /^scopes .*:admin"/

/**
 * True when somebody changed what governs the graph, or tried to: partners and their clients, tokens, workflows. It is told by the
 * right that the mutation asks for, which the record has: a list of such mutations could be forgotten, the right cannot.
 */
export const isAdministration = (entry: AuditEntry): boolean =>
  entry.kind === 'request' &&
  entry.verdicts.some(
    ({ rule, coordinates }) => ADMINISTRATIVE.test(rule) && coordinates.some((each) => each.startsWith('Mutation.')),
  )
