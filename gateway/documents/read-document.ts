import { type DocumentNode, Kind, parse } from 'graphql'
import { digestOfDocument } from '../../contracts/wire/trusted-document.ts'

/** What is to be known of a text before it is decided whether it may run. */
export interface ReadDocument {
  readonly digest: string
  /** True when all it asks for is the schema itself. */
  readonly isIntrospection: boolean
}

const INTROSPECTION_FIELDS: ReadonlySet<string> = new Set(['__schema', '__type', '__typename'])

/** Null for a text that the parser would refuse; a document that exhausts the parser or the printer is one. */
export function readDocument(text: string, maxTokens: number): ReadDocument | null {
  try {
    const document = parse(text, { noLocation: true, maxTokens })
    return { digest: digestOfDocument(document), isIntrospection: isIntrospection(document) }
  } catch {
    return null
  }
}

/** Fragments at the root are not looked into: no tool writes its introspection so, and what is not understood is not let through. */
function isIntrospection({ definitions }: DocumentNode): boolean {
  return definitions.every(
    (definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ||
      (definition.kind === Kind.OPERATION_DEFINITION &&
        definition.selectionSet.selections.every(
          (selection) => selection.kind === Kind.FIELD && INTROSPECTION_FIELDS.has(selection.name.value),
        )),
  )
}
