import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { readSubgraphDocument } from '../../subgraphs/shared/schema.ts'
import { generateErrorDocs } from './error-docs.ts'
import { type CodegenSettings, generateResolverTypes } from './resolver-types.ts'

/** A file as it should be; `path` is relative to the top of the repository. */
export interface GeneratedFile {
  readonly path: string
  readonly text: string
}

/** Every generated file of the repository, made in memory. */
export async function createGeneratedFiles(): Promise<readonly GeneratedFile[]> {
  const resolverTypes = subgraphNames().map(async (name) => ({
    path: `subgraphs/${name}/schema.generated.ts`,
    text: await generateResolverTypes(readSubgraphDocument(name), readSettings(name)),
  }))
  return [...(await Promise.all(resolverTypes)), { path: 'docs/errors.md', text: generateErrorDocs() }]
}

function subgraphNames(): readonly string[] {
  return readdirSync('subgraphs').filter((name) => existsSync(`subgraphs/${name}/schema.graphql`))
}

/** Optional `codegen.json` beside the schema of a subgraph. */
const Settings = z.strictObject({
  mappers: z.record(z.string(), z.string()).optional(),
  contextType: z.string().optional(),
})

function readSettings(name: string): CodegenSettings {
  const path = `subgraphs/${name}/codegen.json`
  return existsSync(path) ? Settings.parse(JSON.parse(readFileSync(path, 'utf8'))) : {}
}
