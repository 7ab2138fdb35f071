import { indexSchema } from '../schema-places.ts'
import type { Rule } from './rule.ts'

/** A hidden enum value, or a hidden type behind an interface or union, is answered with null: partners must know what to expect. */
export const outputCaseVisible: Rule = {
  id: 'output-case-visible',
  severity: 'warning',
  help: 'Show the case as well, or make sure that no record of these partners has it.',
  check: (input) => {
    const { placesOf } = indexSchema(input)
    return [...input.variants.values()].flatMap(({ faults }) =>
      faults
        .filter(({ severity }) => severity === 'warning')
        .map(({ coordinate, message }) => ({ coordinate, message, at: placesOf(coordinate)[0]?.node })),
    )
  },
}
