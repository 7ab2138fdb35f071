import { createHash } from 'node:crypto'
import { type DocumentNode, print } from 'graphql'
import { z } from 'zod'

/**
 * Lower-case hexadecimal SHA-256 of the normal form of a document: its definitions printed from the syntax tree and put in order.
 * White space, comments and the order of definitions do not count, so that formatting a file does not give its operation
 * another id, and a client that prints its documents in its own way still sends a known one.
 */
export function digestOfDocument({ definitions }: DocumentNode): string {
  const normal = definitions.map((definition) => print(definition)).toSorted()
  return createHash('sha256').update(normal.join('\n\n')).digest('hex')
}

/** `contracts/documents/<client>/manifest.json`: the trusted documents of a client by their digest, which is their id. */
export const DocumentManifest = z.record(
  z.string().regex(/^[0-9a-f]{64}$/, 'must be a lower-case SHA-256'),
  z.strictObject({
    /** Name of its only operation, and of its file. */
    name: z.string().min(1),
    /** File in the folder of the manifest. */
    file: z.string().regex(/^\w[\w.-]*\.graphql$/, 'must be the name of a .graphql file beside the manifest'),
    type: z.enum(['query', 'mutation', 'subscription']),
  }),
)
export type DocumentManifest = Readonly<z.infer<typeof DocumentManifest>>
