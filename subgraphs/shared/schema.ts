import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type DocumentNode, parse, print, Source } from 'graphql'
import { assembleSubgraph } from '../../contracts/wire/subgraph-sdl.ts'

/**
 * The complete schema of one subgraph: link header, the shared definitions that it uses (shared/schema/shared.graphql) and
 * its own (`<name>/schema.graphql`). Locations name the file that a definition was written in.
 */
export function readSubgraphDocument(name: string): DocumentNode {
  return assembleSubgraph(readDocument(`../${name}/schema.graphql`), readDocument('schema/shared.graphql'))
}

/** The same as text, for programs that want SDL. */
export function readSubgraphSdl(name: string): string {
  return print(readSubgraphDocument(name))
}

function readDocument(path: string): DocumentNode {
  const url = new URL(path, import.meta.url)
  return parse(new Source(readFileSync(url, 'utf8'), fileURLToPath(url)))
}
