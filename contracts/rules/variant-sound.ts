import { indexSchema } from '../schema-places.ts'
import type { Rule } from './rule.ts'

/** Tags that contradict each other leave no sound schema of a variant: a visible field of a hidden type, for example. */
export const variantSound: Rule = {
  id: 'variant-sound',
  severity: 'error',
  help: 'Tag what the message calls hidden, or take the tag from the element at this place.',
  check: (input) => {
    const { placesOf } = indexSchema(input)
    return [...input.variants.values()].flatMap(({ faults }) =>
      faults
        .filter(({ severity }) => severity === 'error')
        .map(({ coordinate, message }) => ({ coordinate, message, at: placesOf(coordinate)[0]?.node })),
    )
  },
}
