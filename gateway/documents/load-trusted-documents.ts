import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { VARIANTS } from '../../policies/index.ts'
import type { DocumentsConfig } from './documents-config.ts'
import { type ManifestDocument, readManifest } from './read-manifest.ts'
import { createTrustedDocuments, type TrustedDocuments } from './trusted-documents.ts'

/**
 * Reads every manifest that the configuration names. It fails closed: a client that was meant to have documents and has none, or
 * a manifest that does not fit its files, keeps the gateway from starting.
 *
 * @throws Error that lists every fault, one per line.
 */
export function loadTrustedDocuments(config: DocumentsConfig): TrustedDocuments {
  const faults: string[] = []
  const attempt = <Value>(read: () => Value, otherwise: Value): Value => {
    try {
      return read()
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error))
      return otherwise
    }
  }

  const manifests = new Map(attempt(() => manifestsIn(config.folder), []))
  for (const [clientId, { manifest }] of Object.entries(config.clients)) {
    if (manifest !== undefined) manifests.set(clientId, manifest)
    else if (!manifests.has(clientId)) faults.push(`the client "${clientId}" has no manifest of its own and none in the folder`)
  }
  const clients = new Map(
    [...manifests].map(([clientId, file]) => {
      const documents = attempt(() => readManifest(file), []).filter(isFor(clientId))
      const level = Object.hasOwn(config.clients, clientId) ? config.clients[clientId]?.level : undefined
      return [clientId, { documents, level: level ?? 'off' }] as const
    }),
  )
  const shared = new Map(
    VARIANTS.flatMap((variant) => {
      const file = config.shared[variant]
      return file === undefined ? [] : [[variant, attempt(() => readManifest(file), []).filter(isFor(null))] as const]
    }),
  )
  if (faults.length > 0)
    throw new Error(`The trusted documents cannot be loaded:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  return createTrustedDocuments({ levels: config.levels, clients, shared })
}

/** Subfolders by their names, which are client ids. They are listed once: no path is ever made of what a caller says. */
function manifestsIn(folder: string | undefined): readonly (readonly [string, string])[] {
  if (folder === undefined) return []
  if (!existsSync(folder)) throw new Error(`${folder}: there is no such folder of documents`)
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, join(folder, name, 'manifest.json')] as const)
}

/** A manifest of Apollo may serve several clients; what names one is for that one alone. */
const isFor =
  (clientId: string | null) =>
  ({ clientName }: ManifestDocument): boolean =>
    clientName === null || clientName === clientId
