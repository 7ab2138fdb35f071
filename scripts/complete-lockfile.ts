import { readFileSync, writeFileSync } from 'node:fs'

/**
 * `npx tsx scripts/complete-lockfile.ts [--check]`: `npm install` on one platform, or behind a registry that lacks some, leaves
 * the optional binaries of other platforms out of package-lock.json (npm/cli#4828), and `npm ci` then refuses the whole file.
 * This enters them, with the platform that their names tell, so that npm skips what does not fit. Exit codes: 0 complete, 4 not.
 */
interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}
interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

const FILE = new URL('../package-lock.json', import.meta.url)
const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'] as const
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'] as const

const lockfile = JSON.parse(readFileSync(FILE, 'utf8')) as Lockfile // npm's own file
const missing = missingPackages(lockfile)
const names = [...missing.keys()].map((path) => path.replace('node_modules/', ''))
if (missing.size === 0) process.stdout.write('package-lock.json is complete\n')
else if (process.argv.includes('--check')) {
  process.stdout.write(`package-lock.json lacks ${names.join(', ')}: run \`npx tsx scripts/complete-lockfile.ts\`\n`)
  process.exitCode = 4
} else {
  const packages = Object.entries({ ...lockfile.packages, ...Object.fromEntries(missing) })
  const sorted = Object.fromEntries(packages.sort(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync(FILE, `${JSON.stringify({ ...lockfile, packages: sorted }, null, 2)}\n`)
  process.stdout.write(`entered ${names.join(', ')}\n`)
}

function missingPackages({ packages }: Lockfile): ReadonlyMap<string, LockedPackage> {
  const found = new Map<string, LockedPackage>()
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      const isLocked = ancestors(path).some((folder) => packages[`${folder}node_modules/${name}`] !== undefined)
      if (!isLocked) found.set(`node_modules/${name}`, entryFor(name, range, dev))
    }
  }
  return found
}

/** Where Node looks for a dependency of the package at `path`, nearest first. */
function ancestors(path: string): readonly string[] {
  if (path === '') return ['']
  const parent = path.lastIndexOf('/node_modules/')
  return [`${path}/`, ...ancestors(parent === -1 ? '' : path.slice(0, parent))]
}

function entryFor(name: string, range: string, dev: boolean | undefined): LockedPackage {
  const words = name.replace('windows', 'win32').split(/[/-]/)
  const os = OS.filter((each) => words.includes(each))
  const cpu = CPU.filter((each) => words.includes(each))
  const libc = words.includes('musl') ? ['musl'] : words.some((word) => word.startsWith('gnu')) ? ['glibc'] : []
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(libc.length > 0 && os.includes('linux') && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  }
}
