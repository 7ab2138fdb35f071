import { resolve } from 'node:path'
import { z } from 'zod'
import { VARIANTS } from '../../policies/index.ts'
import { LEVELS } from './level.ts'

const Level = z.enum(LEVELS)

/** Which documents are trusted, and of whom nothing else is taken. Files are named relative to the config file. */
export const DocumentsConfig = z.strictObject({
  /** Folder with a subfolder for each client, named like the client id in its tokens, with the manifest that the contract tool writes. */
  folder: z.string().min(1).optional(),
  /** Level of each contract variant. Partners send ids unless they are told otherwise. */
  levels: z
    .strictObject({
      internal: Level.default('off'),
      client: Level.default('id-only'),
      subcontractor: Level.default('id-only'),
      reseller: Level.default('id-only'),
    })
    .prefault({}),
  /** Settings by client id. Each must have documents: here, or in the folder. */
  clients: z
    .record(
      z.string().min(1),
      z.strictObject({
        /** Manifest instead of the one in the folder: ours, of Apollo, or of Relay. */
        manifest: z.string().min(1).optional(),
        /** Level of this client, when it is stricter than the one of its variant. */
        level: Level.optional(),
      }),
    )
    .default({}),
  /** Manifest of the documents that everybody of a variant may ask for. */
  shared: z.partialRecord(z.enum(VARIANTS), z.string().min(1)).default({}),
})
export type DocumentsConfig = Readonly<z.infer<typeof DocumentsConfig>>

/** The same with every file named relative to `folder`. */
export function resolveDocuments(config: DocumentsConfig, folder: string): DocumentsConfig {
  const { clients, shared } = config
  return {
    ...config,
    ...(config.folder !== undefined && { folder: resolve(folder, config.folder) }),
    clients: Object.fromEntries(
      Object.entries(clients).map(([id, { manifest, ...rest }]) => [
        id,
        { ...rest, ...(manifest !== undefined && { manifest: resolve(folder, manifest) }) },
      ]),
    ),
    shared: Object.fromEntries(Object.entries(shared).map(([variant, manifest]) => [variant, resolve(folder, manifest)])),
  }
}
