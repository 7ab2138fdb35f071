import { directivesOf, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/**
 * Subgraphs contribute to one entity, and a tag on the type counts for the fields of all of them: the stub of one subgraph would
 * put every field of another, today's and tomorrow's, into a partner's variant.
 */
export const entityTaggedByField: Rule = {
  id: 'entity-tagged-by-field',
  severity: 'error',
  help: 'Tag the fields that the variant shows, one by one.',
  check: ({ files }) =>
    files.flatMap(({ document }) => {
      const entities = new Map(
        outputFields(document)
          .filter(({ type }) => directivesOf(type, 'key').length > 0)
          .map(({ type }) => [type.name.value, type]),
      )
      return [...entities].flatMap(([coordinate, type]) =>
        directivesOf(type, 'tag').map((at) => ({ coordinate, message: `the entity ${coordinate} is tagged as a whole`, at })),
      )
    }),
}
