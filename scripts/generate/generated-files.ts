import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { readSubgraphDocument } from '../../subgraphs/shared/schema.ts'
import { embedFiles } from './embedded-files.ts'
import { generateErrorDocs } from './error-docs.ts'
import { type CodegenSettings, generateResolverTypes } from './resolver-types.ts'
import { generateStateDocs } from './state-docs.ts'
import { generateDefinitionInput, generateWorkflowDocs } from './workflow-docs.ts'

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
  return [
    ...(await Promise.all(resolverTypes)),
    { path: 'docs/errors.md', text: generateErrorDocs() },
    { path: 'docs/generated/states.md', text: generateStateDocs(readSubgraphDocument('delivery')) },
    { path: 'docs/generated/workflow.md', text: generateWorkflowDocs() },
    { path: 'docs/generated/sow-to-project.json', text: generateDefinitionInput() },
    ...GUIDES_WITH_FILES.map((path) => ({ path, text: embedFiles(readFileSync(path, 'utf8')) })),
  ]
}

/** Guides that show files of the repository. */
const GUIDES_WITH_FILES = ['docs/steps.md'] as const

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
