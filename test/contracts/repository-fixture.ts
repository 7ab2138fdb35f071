import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runContracts } from '../../contracts/run-contracts.ts'

/** A throw-away repository of two sound subgraphs and one trusted document, for the contract tool to work on. */
export interface RepositoryFixture {
  read(path: string): string
  /** Replaces text in a file, so that a test says only what is different. */
  edit(path: string, from: string, to: string): void
  write(path: string, text: string): void
  /** Runs one verb of the contract tool on it. */
  run(...argv: readonly string[]): { readonly code: number; readonly output: string }
  remove(): void
}

export function createRepositoryFixture(): RepositoryFixture {
  const root = mkdtempSync(join(tmpdir(), 'contracts-'))
  cpSync('test/contracts/fixtures/two-subgraphs', root, { recursive: true })
  cpSync('subgraphs/shared/schema', join(root, 'subgraphs/shared/schema'), { recursive: true })
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  return {
    read,
    write: (path, text) => writeFileSync(join(root, path), text),
    edit: (path, from, to) => writeFileSync(join(root, path), read(path).replace(from, to)),
    run: (...argv) => {
      const lines: string[] = []
      const code = runContracts(argv, { root, print: (text) => void lines.push(text) })
      return { code, output: lines.join('\n') }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
