import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Caller } from '../../contracts/explain/caller.ts'
import { runContracts } from '../../contracts/run-contracts.ts'

/** Somebody whom the tool is told about. */
const ANNA: Caller = { name: 'anna', variant: 'internal', roles: [], scopes: ['crm:read'] }

/** A throw-away repository of two sound subgraphs and one trusted document, for the contract tool to work on. */
export interface RepositoryFixture {
  read(path: string): string
  /** Replaces text in a file, so that a test says only what is different. */
  edit(path: string, from: string, to: string): void
  /** Writes a file, and the folders above it. */
  write(path: string, text: string): void
  /** Runs one verb of the contract tool on it. */
  run(...argv: readonly string[]): { readonly code: number; readonly output: string }
  remove(): void
}

export function createRepositoryFixture(): RepositoryFixture {
  const root = mkdtempSync(join(tmpdir(), 'contracts-'))
  cpSync('test/contracts/fixtures/two-subgraphs', root, { recursive: true })
  cpSync('subgraphs/shared/schema', join(root, 'subgraphs/shared/schema'), { recursive: true })
  // The variants are those of the repository, the documents those of the fixture.
  const governance: object = JSON.parse(readFileSync('contracts/governance.config.json', 'utf8'))
  const declared = { ...governance, documents: { app: 'internal' } }
  writeFileSync(join(root, 'contracts/governance.config.json'), JSON.stringify(declared))
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  return {
    read,
    write(path, text) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
    edit: (path, from, to) => writeFileSync(join(root, path), read(path).replace(from, to)),
    run: (...argv) => {
      const lines: string[] = []
      const personaNamed = (name: string) => (name === ANNA.name ? ANNA : undefined)
      const code = runContracts(argv, { root, print: (text) => void lines.push(text), personaNamed })
      return { code, output: lines.join('\n') }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
