import { argumentOf, classificationOf, directivesOf, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** A tag puts an element into a partner variant; restricted data never leaves the firm. A tag on the type counts for its fields. */
export const restrictedFieldUntagged: Rule = {
  id: 'restricted-field-untagged',
  severity: 'error',
  help: 'Remove the tag; tag the other fields one by one when the type carries it.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      outputFields(document)
        .filter((element) => classificationOf(element) === 'restricted')
        .flatMap(({ coordinate, type, field }) =>
          [...directivesOf(field, 'tag'), ...directivesOf(type, 'tag')].map((tag) => ({
            coordinate,
            message: `${coordinate} is restricted and tagged "${String(argumentOf(tag, 'name'))}"`,
            at: tag,
          })),
        ),
    ),
}
