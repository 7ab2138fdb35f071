import type { Rule } from './rule.ts'

/** Hints of the composer that are mistakes here: it keeps the directive of one subgraph and drops that of the other. */
const PROMOTED: readonly string[] = ['INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS']

/** Two subgraphs that classify the same field differently compose without an error, and one of the levels is lost. */
export const hintPromoted: Rule = {
  id: 'hint-promoted',
  severity: 'error',
  help: 'Give the element the same directive arguments in every subgraph.',
  check: ({ composition }) =>
    composition.ok
      ? composition.hints
          .filter(({ definition }) => PROMOTED.includes(definition.code))
          .map(({ message, coordinate, nodes }) => ({ coordinate: coordinate ?? '', message, at: nodes?.[0] }))
      : [],
}
