import { directivesOf, fieldedTypes, isRootType } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** Composition would carry the tag of a root type over to the root fields of every other subgraph. It counts for none of them. */
export const rootTypeUntagged: Rule = {
  id: 'root-type-untagged',
  severity: 'error',
  help: 'Tag the root fields one by one.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      fieldedTypes(document)
        .filter(isRootType)
        .flatMap((type) =>
          directivesOf(type, 'tag').map((tag) => ({
            coordinate: type.name.value,
            message: `${type.name.value} is tagged, which shows no field of it`,
            at: tag,
          })),
        ),
    ),
}
