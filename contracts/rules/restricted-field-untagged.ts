import { argumentOf, classificationOf, directivesOf, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/**
 * A tag puts an element into a partner variant; restricted data never leaves the firm. A tag on the type counts for its fields. One
 * that variants only exclude is welcome.
 */
export const restrictedFieldUntagged: Rule = {
  id: 'restricted-field-untagged',
  severity: 'error',
  help: 'Remove the tag; tag the other fields one by one when the type carries it.',
  check: ({ files, rules }) => {
    const all = [...rules.values()]
    const onlyHides = (tag: string) =>
      all.some(({ exclude }) => exclude.includes(tag)) && !all.some(({ include }) => include.includes(tag))
    return files.flatMap(({ document }) =>
      outputFields(document)
        .filter((element) => classificationOf(element) === 'restricted')
        .flatMap(({ coordinate, type, field }) =>
          [...directivesOf(field, 'tag'), ...directivesOf(type, 'tag')]
            .filter((tag) => !onlyHides(String(argumentOf(tag, 'name'))))
            .map((tag) => ({
              coordinate,
              message: `${coordinate} is restricted and tagged "${String(argumentOf(tag, 'name'))}"`,
              at: tag,
            })),
        ),
    )
  },
}
