import { execFileSync, type SpawnOptions } from 'node:child_process'
import { statSync } from 'node:fs'
import { operatorFault } from '../operator-fault.ts'

/** How to run a PostgreSQL program: the command line and the options of the spawn. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd' | 'env'>
}

/** The user that the server runs as, and the way to start a program as that user. */
export interface ServerUser {
  /** Owner that the data directory must have; undefined when the server simply runs as ourselves. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  launch(program: string, args: readonly string[]): Launch
}

/**
 * PostgreSQL refuses to run as root. A normal user runs it as itself; root runs it as the owner of the existing data
 * directory, else as `postgres`, else as `nobody`. When that user cannot reach the files (data below a 0700 home), it keeps
 * the one capability that lets it pass (CAP_DAC_OVERRIDE, capabilities(7)), given by setpriv.
 */
export function serverUser(paths: { readonly data: string; readonly mustReach: readonly string[] }): ServerUser {
  if (process.getuid?.() !== 0) return { owner: undefined, launch: (command, args) => ({ command, args, options: base }) }
  const owner = ownerOf(paths.data) ?? unprivilegedUser()
  const options = { ...base, ...owner }
  if (paths.mustReach.every((file) => canReach(file, owner))) {
    return { owner, launch: (command, args) => ({ command, args, options }) }
  }
  requireSetpriv(owner.uid, paths.mustReach)
  const identity = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups']
  const keep = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  return {
    owner,
    launch: (program, args) => ({ command: 'setpriv', args: [...identity, ...keep, program, ...args], options: base }),
  }
}

/** PG* variables of the shell belong to other servers, and would change what initdb and postgres do. */
const base = {
  cwd: process.platform === 'win32' ? undefined : '/',
  env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG'))),
}

function ownerOf(data: string): { uid: number; gid: number } | undefined {
  const stat = statSync(data, { throwIfNoEntry: false })
  return stat === undefined || stat.uid === 0 ? undefined : { uid: stat.uid, gid: stat.gid }
}

function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => idOf(flag, name))
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  }
  throw operatorFault(
    'PostgreSQL does not run as root, and this system has neither a user `postgres` nor `nobody`; start as a normal user',
  )
}

function idOf(flag: string, name: string): number | undefined {
  try {
    return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return undefined
  }
}

function canReach(file: string, user: { readonly uid: number; readonly gid: number }): boolean {
  try {
    execFileSync('test', ['-x', file], { ...user, cwd: '/', stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function requireSetpriv(uid: number, paths: readonly string[]): void {
  try {
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' })
  } catch (error) {
    throw operatorFault(
      `the database runs as user ${uid}, which cannot reach ${paths.join(' and ')}, and \`setpriv\` is missing; choose another --data-dir, or start as a normal user`,
      error,
    )
  }
}
