import { directivesOf, type FieldElement, isRootType, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** What names a record to people who meet it at the end of an edge. Everything else of it needs a right. */
const LABELS: ReadonlySet<string> = new Set([
  'id',
  'number',
  'accountNumber',
  'workerNumber',
  'supplierNumber',
  'code',
  'name',
  'displayName',
  'title',
  'jobTitle',
  'type',
  'kind',
  'status',
  'stage',
  'region',
  'country',
])

/**
 * An entity is reached over edges of other systems, whose callers hold the scopes of those systems and not of its own. The
 * scopes of the root fields do not guard that way in, so the fields do. A field that is @inaccessible is read by the gateway only.
 */
export const entityFieldHasScopes: Rule = {
  id: 'entity-field-has-scopes',
  severity: 'error',
  help: 'Put @requiresScopes on the field, or on its type when nothing of it is for everybody.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      outputFields(document)
        .filter(({ type }) => !isRootType(type) && directivesOf(type, 'key').length > 0)
        .filter(({ field }) => !LABELS.has(field.name.value) && directivesOf(field, 'inaccessible').length === 0)
        .filter((element) => !hasScopes(element))
        .map(({ coordinate, field }) => ({
          coordinate,
          message: `every signed-in caller who finds an edge to it may read ${coordinate}`,
          at: field,
        })),
    ),
}

function hasScopes({ type, field }: FieldElement): boolean {
  return directivesOf(field, 'requiresScopes').length + directivesOf(type, 'requiresScopes').length > 0
}
