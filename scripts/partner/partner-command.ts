import { isOperatorFault } from '../operator-fault.ts'
import { type Connection, connect, type Environment } from './connect.ts'
import type { Report } from './describe.ts'
import { HELP, readUsage, type Usage, type Verb } from './options.ts'
import { issue } from './verbs/issue.ts'
import { register } from './verbs/register.ts'
import { revoke } from './verbs/revoke.ts'
import { rotate } from './verbs/rotate.ts'
import { show } from './verbs/show.ts'

export interface PartnerIo {
  readonly env: Environment
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
}

const RUN: { readonly [Each in Verb]: (usage: Usage, connection: Connection, env: Environment) => Promise<Report> } = {
  register,
  issue,
  rotate,
  revoke,
  show,
}
/** Verbs that change something, and can be repeated under the same key. */
const WRITES: ReadonlySet<Verb> = new Set(['register', 'issue', 'rotate', 'revoke'])

/** `partner register|issue|rotate|revoke|show`. Resolves to the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function partnerCommand(argv: readonly string[], io: PartnerIo): Promise<0 | 1 | 2> {
  const usage = readUsage(argv)
  if (usage === 'help') {
    io.print(HELP)
    return 0
  }
  if ('fault' in usage) {
    io.complain(`${usage.fault}; --help shows how`)
    return 2
  }
  let connection: Connection | undefined
  try {
    connection = await connect(usage.values, io.env)
    const { lines, json } = await RUN[usage.verb](usage, connection, io.env)
    if (usage.values.json) io.print(JSON.stringify(json, null, 2))
    else for (const line of lines) io.print(line)
    return 0
  } catch (error) {
    if (!isOperatorFault(error)) throw error
    io.complain(error.message)
    if (connection !== undefined && WRITES.has(usage.verb))
      io.complain(`To repeat it with one effect: --idempotency-key ${connection.registry.idempotencyKey}`)
    return 1
  }
}
