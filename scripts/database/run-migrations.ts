import type { Client } from 'pg'
import { errorMessage } from '../error-facts.ts'
import { operatorFault } from '../operator-fault.ts'
import type { Migration } from './migration-files.ts'

export interface MigrationProgress {
  readonly migration: Pick<Migration, 'schema' | 'name'>
  /** Position of this migration among those to apply in this run, from 1. */
  readonly position: number
  readonly total: number
}

/** Where the history is kept: one row for each applied file. */
const CREATE_HISTORY = `
  create schema if not exists platform;
  create table if not exists platform.migration (
    schema_name text not null,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    primary key (schema_name, name)
  )`

/** Milliseconds that a migration waits for a table in use before it gives up, instead of holding up every later reader. */
const LOCK_TIMEOUT_MS = 30_000

/**
 * Applies what is new, forward only, each file in its own transaction together with its history row. The caller holds the
 * migration lock. Refuses when an applied file was edited or is missing: the database would no longer be what the files say.
 */
export async function runMigrations(
  client: Client,
  migrations: readonly Migration[],
  onProgress: (progress: MigrationProgress) => void = () => undefined,
): Promise<number> {
  await client.query(CREATE_HISTORY)
  const pending = await findPending(client, migrations)
  for (const [index, migration] of pending.entries()) {
    onProgress({ migration, position: index + 1, total: pending.length })
    await apply(client, migration)
  }
  return pending.length
}

async function findPending(client: Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ schema_name: string; name: string; sha256: string }>(
    'select schema_name, name, sha256 from platform.migration where schema_name = any($1) order by schema_name, name',
    [[...new Set(migrations.map(({ schema }) => schema))]],
  )
  const applied = new Map(rows.map((row) => [`${row.schema_name}/${row.name}`, row.sha256]))
  const known = new Set(migrations.map(keyOf))
  const unknown = [...applied.keys()].find((key) => !known.has(key))
  if (unknown !== undefined) {
    throw operatorFault(`the database has migration ${unknown}, which this program does not: it was migrated by a newer version`)
  }
  const edited = migrations.find((migration) => (applied.get(keyOf(migration)) ?? migration.sha256) !== migration.sha256)
  if (edited !== undefined) {
    throw operatorFault(
      `migration ${keyOf(edited)} was edited after it had been applied; restore the file and add a new migration instead`,
    )
  }
  return migrations.filter((migration) => !applied.has(keyOf(migration)))
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`)
    await client.query(`set local search_path = ${migration.schema}, pg_catalog`)
    await client.query(migration.sql)
    await client.query('insert into platform.migration (schema_name, name, sha256) values ($1, $2, $3)', [
      migration.schema,
      migration.name,
      migration.sha256,
    ])
    await client.query('commit')
  } catch (error) {
    // The first failure is the one to report, also when the connection is gone and cannot even roll back.
    await client.query('rollback').catch(() => undefined)
    throw operatorFault(`migration ${keyOf(migration)} failed: ${errorMessage(error)}${lineOf(migration, error)}`, error)
  }
}

const keyOf = ({ schema, name }: Migration) => `${schema}/${name}`

/** PostgreSQL counts characters from 1; people count lines. */
function lineOf({ sql }: Migration, error: unknown): string {
  const position = error instanceof Error && 'position' in error ? Number(error.position) : Number.NaN
  return Number.isNaN(position) ? '' : ` (line ${sql.slice(0, position).split('\n').length})`
}
