import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DocumentNode, parse, Source } from 'graphql'
import { assembleSubgraph } from './wire/subgraph-sdl.ts'

/** One SDL file as it is written. */
export interface SchemaFile {
  /** `shared`, or the name of the subgraph. */
  readonly name: string
  readonly document: DocumentNode
}

/** One subgraph as its server serves it: own and shared definitions, with the locations of both files. */
export interface Subgraph {
  readonly name: string
  readonly document: DocumentNode
}

export interface SubgraphFiles {
  readonly files: readonly SchemaFile[]
  readonly subgraphs: readonly Subgraph[]
}

const SHARED = 'subgraphs/shared/schema/shared.graphql'

/**
 * Every subgraph of the repository at `root`, in alphabetical order.
 *
 * @throws GraphQLError for a syntax error, with its source and location.
 */
export function readSubgraphFiles(root: string): SubgraphFiles {
  const shared = readSchemaFile(root, 'shared', SHARED)
  const own = readdirSync(join(root, 'subgraphs'))
    .toSorted()
    .map((name) => ({ name, path: `subgraphs/${name}/schema.graphql` }))
    .filter(({ path }) => existsSync(join(root, path)))
    .map(({ name, path }) => readSchemaFile(root, name, path))
  return {
    files: [shared, ...own],
    subgraphs: own.map(({ name, document }) => ({ name, document: assembleSubgraph(document, shared.document) })),
  }
}

function readSchemaFile(root: string, name: string, path: string): SchemaFile {
  return { name, document: parse(new Source(readFileSync(join(root, path), 'utf8'), path)) }
}
