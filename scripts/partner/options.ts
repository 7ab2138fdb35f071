import { parseArgs } from 'node:util'

export const VERBS = ['register', 'issue', 'rotate', 'revoke', 'show'] as const
export type Verb = (typeof VERBS)[number]

export const HELP = `npm run --silent partner -- <verb> [options]

  register --kind CLIENT|SUBCONTRACTOR|RESELLER --name TEXT (--account ID | --supplier ID)
  issue <partner> --name TEXT [--scopes a,b] [--expires 90d] [--client-id ID]
  rotate <client> [--reason TEXT] [--secret-changed]
  revoke <client> --reason TEXT
  revoke --token-id JTI --reason TEXT
  show [partner]

A partner is a firm, a client its OAuth client. The registry says whose a client is; the secret is the issuer's, and is shown once.
Revocations and changes are in force at every gateway within 60 s.

  --name TEXT               name of the firm, or of the client
  --scopes a,b              scopes of the client (default: all that the partner allows)
  --expires 90d             life of the client: a number with d, or an instant such as 2027-01-31T00:00:00Z; at most 365d (default 90d)
  --client-id ID            id that the issuer has given to a client that was configured there by hand
  --registration-endpoint U registers the client at an issuer that offers RFC 7591; REGISTRATION_TOKEN is its initial access token
  --secret-changed          rotate: the secret was changed at the issuer by hand; refuses the tokens that were issued before
  --json                    prints JSON
  --idempotency-key KEY     repeats a call that broke off, with one effect
  --persona NAME            who calls, of the development issuer (default partner_manager); TOKEN wins over it
  --data-dir DIR            data directory of the running start (default .data, or DATA_DIR)
  --url URL                 graph of another installation; needs TOKEN, and its issuer is not ours to change
  --help                    this text

Exit codes: 0 done, 1 failed, 2 wrong usage.`

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const
const OPTIONS = {
  kind: text,
  name: text,
  account: text,
  supplier: text,
  scopes: text,
  expires: text,
  'client-id': text,
  'registration-endpoint': text,
  reason: text,
  'token-id': text,
  'secret-changed': flag,
  json: flag,
  help: flag,
  'idempotency-key': text,
  persona: text,
  'data-dir': text,
  url: text,
} as const

const COMMON = ['json', 'help', 'idempotency-key', 'persona', 'data-dir', 'url'] as const
/** What each verb takes beside the common options; anything else is a slip of the hand. */
const TAKES: { readonly [Each in Verb]: readonly (keyof typeof OPTIONS)[] } = {
  register: ['kind', 'name', 'account', 'supplier'],
  issue: ['name', 'scopes', 'expires', 'client-id', 'registration-endpoint'],
  rotate: ['reason', 'secret-changed'],
  revoke: ['reason', 'token-id'],
  show: [],
}

const DAY_MS = 86_400_000

export type Values = ReturnType<typeof parse>['values']
export type Usage = { readonly verb: Verb; readonly subject: string | undefined; readonly values: Values }

/** The command line, or what is wrong with it. `help` needs nothing else. */
export function readUsage(argv: readonly string[]): Usage | 'help' | { readonly fault: string } {
  try {
    const { values, positionals } = parse(argv)
    if (values.help) return 'help'
    const [given, subject, ...more] = positionals
    const verb = VERBS.find((each) => each === given)
    if (verb === undefined) return { fault: given === undefined ? 'name a verb' : `there is no verb ${given}` }
    if (more.length > 0) return { fault: 'one record at a time' }
    const foreign = givenOptions(values).find((option) => !TAKES[verb].includes(option) && !isCommon(option))
    if (foreign !== undefined) return { fault: `${verb} takes no --${foreign}` }
    const fault = faultOf({ verb, subject, values })
    return fault === null ? { verb, subject, values } : { fault }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
}

const isCommon = (option: string) => COMMON.some((each) => each === option)

function givenOptions(values: Values): readonly (keyof typeof OPTIONS)[] {
  const names = Object.keys(OPTIONS) as (keyof typeof OPTIONS)[] // the keys of a literal
  return names.filter((name) => values[name] !== undefined && values[name] !== false)
}

function faultOf({ verb, subject, values }: Usage): string | null {
  const { kind, name, account, supplier, reason, expires, 'token-id': tokenId } = values
  if (values.url !== undefined && !URL.canParse(values.url))
    return '--url takes an address such as https://api.example.com/graphql'
  const endpoint = values['registration-endpoint']
  if (endpoint !== undefined && !URL.canParse(endpoint)) return '--registration-endpoint takes an address'
  switch (verb) {
    case 'register':
      if (subject !== undefined) return 'register takes no id: the registry gives one'
      if (kind === undefined || name === undefined) return 'register takes --kind and --name'
      return (account === undefined) === (supplier === undefined) ? 'register takes either --account or --supplier' : null
    case 'issue':
      if (subject === undefined || name === undefined) return 'issue takes the id of a partner and --name'
      if (endpoint !== undefined && values['client-id'] !== undefined) return 'either --client-id or --registration-endpoint'
      return expires === undefined || readExpiry(expires, 0) !== null ? null : '--expires takes days such as 90d, or an instant'
    case 'rotate':
      return subject === undefined ? 'rotate takes the id of a client' : null
    case 'revoke':
      if (reason === undefined) return 'revoke takes a --reason'
      return (subject === undefined) === (tokenId === undefined) ? 'revoke takes the id of a client, or --token-id' : null
    case 'show':
      return null
  }
}

/** RFC 3339 of `90d` from now (midnight UTC, so that a call can be repeated that day), or of an instant; null for anything else. */
export function readExpiry(value: string, nowMs: number): string | null {
  const days = /^(\d{1,3})d$/.exec(value)?.[1]
  if (days !== undefined) return new Date(Math.floor(nowMs / DAY_MS + Number(days)) * DAY_MS).toISOString()
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value)
  return isInstant && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null
}
