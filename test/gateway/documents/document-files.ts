import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { getOperationAST, parse } from 'graphql'
import { digestOfDocument } from '../../../contracts/wire/trusted-document.ts'

/** A throw-away folder of documents, with manifests as the contract tool writes them. */
export interface DocumentFiles {
  readonly folder: string
  write(path: string, content: unknown): string
  /** Registers texts for a client, by their operation names; answers their ids in the same order. */
  register(client: string, ...texts: readonly string[]): readonly string[]
  remove(): void
}

export const idOf = (text: string): string => digestOfDocument(parse(text))

export function createDocumentFiles(): DocumentFiles {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'))
  const write = (path: string, content: unknown) => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    return file
  }
  return {
    folder,
    write,
    register(client, ...texts) {
      const entries = texts.map((text) => {
        const operation = getOperationAST(parse(text))
        const name = operation?.name?.value ?? ''
        write(`${client}/${name}.graphql`, text)
        return [idOf(text), { name, file: `${name}.graphql`, type: operation?.operation }] as const
      })
      write(`${client}/manifest.json`, Object.fromEntries(entries))
      return entries.map(([id]) => id)
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
