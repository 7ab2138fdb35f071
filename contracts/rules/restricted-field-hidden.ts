import { isInterfaceType, isObjectType } from 'graphql'
import { classificationOf, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/**
 * Restricted data never leaves the firm. A tag on a type shows its fields of all subgraphs, so the subgraph that owns a restricted
 * field may know nothing of the tag that shows it (restricted-field-untagged.ts looks at one file at a time).
 */
export const restrictedFieldHidden: Rule = {
  id: 'restricted-field-hidden',
  severity: 'error',
  help: 'Exclude the field with the tag "internal", or tag the other fields of the type one by one.',
  check: ({ files, variants }) =>
    files.flatMap(({ document }) =>
      outputFields(document)
        .filter((element) => classificationOf(element) === 'restricted')
        .flatMap(({ coordinate, type, field }) =>
          [...variants.values()]
            .filter(({ name, schema }) => {
              const visible = name === 'internal' ? undefined : schema?.getType(type.name.value)
              return (isObjectType(visible) || isInterfaceType(visible)) && field.name.value in visible.getFields()
            })
            .map(({ name }) => ({ coordinate, message: `${coordinate} is restricted and visible to ${name}`, at: field })),
        ),
    ),
}
