import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { operatorFault } from '../operator-fault.ts'
import { DATABASE_SERVICES, type DatabaseService } from './database-services.ts'

/** Schemas that migrations create: one a service, and `platform` for what all of them share. */
export type SchemaName = DatabaseService | 'platform'
export const SCHEMAS: readonly SchemaName[] = ['platform', ...DATABASE_SERVICES]

export interface Migration {
  readonly schema: SchemaName
  /** File name without its ending, e.g. `0001-projects`. */
  readonly name: string
  readonly sql: string
  /** Hash of the text, in hexadecimal: an applied file is never edited. */
  readonly sha256: string
}

/** Folder with `gateway/migrations` and `subgraphs/<name>/migrations`. */
export const MIGRATIONS_ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Reads the migrations of one schema in the order of their numbers; a misnamed or doubled number is a fault. */
export function readMigrations(schema: SchemaName, root: string = MIGRATIONS_ROOT): readonly Migration[] {
  const folder = path.join(root, folderOf(schema), 'migrations')
  if (!existsSync(folder)) return []
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  files.forEach((file, index) => {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]
    if (number === undefined) throw operatorFault(`${path.join(folder, file)}: migrations are named like 0001-title.sql`)
    if (Number(number) !== index + 1)
      throw operatorFault(`${path.join(folder, file)}: expected number ${String(index + 1).padStart(4, '0')}`)
  })
  return files.map((file) => {
    // Line ends do not count: a Windows checkout has the same migrations.
    const sql = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n')
    return { schema, name: file.slice(0, -'.sql'.length), sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

function folderOf(schema: SchemaName): string {
  if (schema === 'gateway') return 'gateway'
  return path.join('subgraphs', schema === 'platform' ? 'shared' : schema)
}
