import { parseArgs } from 'node:util'
import { clientSecret, type DataDirectory, dataDirectory, readRuntime, readSecrets } from '../data-directory.ts'
import { isOperatorFault, operatorFault } from '../operator-fault.ts'
import { CLI_CLIENT_ID, MAX_EXPIRES_SECONDS } from './cli-client.ts'
import { PERSONAS, type Persona, personaNamed } from './personas.ts'
import { requestPersonaToken } from './request-token.ts'

export interface CommandIo {
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
}

const HELP = `npm run --silent token -- <persona> [options]

Prints an access token of a demo persona, and nothing else, from the running development issuer.
  --list           lists the personas with roles, number of scopes and variant
  --expires 5m     life of the token: seconds, or a number with s, m or h; at most 2h (default 15m)
  --json           prints JSON: the token with its scopes and life, or the list
  --data-dir DIR   data directory of the running start (default .data, or DATA_DIR)
  --port N         port of the running gateway, instead of what the data directory says
  --url URL        address of the issuer, instead of what the data directory says
  --help           this text

Exit codes: 0 done, 1 failed, 2 wrong usage.`

const OPTIONS = {
  list: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  expires: { type: 'string' },
  'data-dir': { type: 'string' },
  port: { type: 'string' },
  url: { type: 'string' },
} as const

/** `token <persona> [--expires 5m] [--json]`, `token --list`. Resolves to the exit code. */
export async function tokenCommand(argv: readonly string[], io: CommandIo): Promise<0 | 1 | 2> {
  const usage = readUsage(argv)
  if ('fault' in usage) {
    io.complain(`${usage.fault}; --help shows how`)
    return 2
  }
  const { values, persona } = usage
  if (values.help) io.print(HELP)
  else if (values.list) io.print(values.json ? JSON.stringify(PERSONAS, null, 2) : personaTable(PERSONAS))
  else if (persona !== undefined) return printToken({ ...usage, persona }, io)
  return 0
}

type Usage = Exclude<ReturnType<typeof readUsage>, { readonly fault: string }>

async function printToken(usage: Usage & { readonly persona: Persona }, io: CommandIo): Promise<0 | 1> {
  const { values, persona, expiresInSeconds } = usage
  try {
    const directory = dataDirectory(values['data-dir'])
    const token = await requestPersonaToken({
      issuer: issuerOf(directory, values),
      cliSecret: clientSecret(readSecrets(directory), CLI_CLIENT_ID),
      persona: persona.name,
      ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
    })
    io.print(values.json ? JSON.stringify({ persona: persona.name, ...token }, null, 2) : token.access_token)
    return 0
  } catch (error) {
    if (!isOperatorFault(error)) throw error
    io.complain(error.message)
    return 1
  }
}

function readUsage(argv: readonly string[]) {
  const parsed = parse(argv)
  if ('fault' in parsed) return parsed
  const { values, positionals } = parsed
  const [name] = positionals
  const persona = name === undefined ? undefined : personaNamed(name)
  const expiresInSeconds = readSeconds(values.expires)
  if (values.help || values.list) return { values, persona, expiresInSeconds }

  if (name === undefined) return { fault: 'name a persona' }
  if (positionals.length > 1) return { fault: 'one persona at a time' }
  if (persona === undefined) return { fault: `no persona is called ${name}, --list shows them` }
  if (Number.isNaN(expiresInSeconds)) return { fault: '--expires takes 1s to 2h, e.g. 5m' }
  if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) return { fault: '--port takes a number' }
  if (values.url !== undefined && !URL.canParse(values.url))
    return { fault: '--url takes an address such as http://127.0.0.1:4001' }
  return { values, persona, expiresInSeconds }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

/** Seconds of `300`, `300s`, `5m` or `2h`; NaN for anything else, and outside 1 s to 2 h. */
function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, digits, unit = 's'] = /^(\d{1,5})([smh])?$/.exec(text) ?? []
  const seconds = Number(digits) * { s: 1, m: 60, h: 3_600 }[unit as 's' | 'm' | 'h']
  return seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS ? seconds : Number.NaN
}

function issuerOf(
  directory: DataDirectory,
  values: { readonly url?: string | undefined; readonly port?: string | undefined },
): string {
  if (values.url !== undefined) return values.url
  // The identity provider has the port above the gateway's.
  if (values.port !== undefined) return `http://127.0.0.1:${Number(values.port) + 1}`
  const runtime = readRuntime(directory)
  if (runtime !== undefined) return runtime.issuer
  throw operatorFault(`nothing is running on ${directory.root}; run \`npm start\` first`)
}

function personaTable(personas: readonly Persona[]): string {
  const rows = [
    ['PERSONA', 'ROLES', 'SCOPES', 'VARIANT'],
    ...personas.map(({ name, roles, scopes, variant }) => [name, roles.join(' ') || '-', String(scopes.length), variant]),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n')
}
