import { beforeAll, describe, expect, it } from '@jest/globals'
import { auditCommand } from '../../scripts/audit/audit-command.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'
import { waitUntil } from '../support/wait-until.ts'

const REQUEST_ID = 'e2e-audit-of-a-wall'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

async function run(...argv: readonly string[]) {
  const printed: string[] = []
  const print = (line: string) => void printed.push(line)
  const code = await auditCommand([...argv, '--data-dir', stack.dataDir], {}, { print, complain: print })
  return { code, printed }
}

describe('the audit of the whole graph', () => {
  it('has what the system behind the gateway decided, and is whole', async () => {
    const response = await fetch(stack.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await stack.tokenOf('project_manager')}`,
        'x-request-id': REQUEST_ID,
      },
      body: JSON.stringify({
        query: 'mutation Propose($input: ProposeCandidateInput!) { proposeCandidate(input: $input) { userErrors { code } } }',
        variables: {
          input: { idempotencyKey: 'e2e:audit', staffingRequestId: 'stf_nowhere', workerId: 'wrk_consultant' },
        },
      }),
    })
    expect(response.status).toBe(200)
    await waitUntil(async () => (await run('show', '--request', REQUEST_ID)).printed.length === 2)

    const { printed } = await run('show', '--request', REQUEST_ID)
    expect(printed[0]).toContain('  psa allowed Mutation.proposeCandidate ethical_wall (there is no project to be assigned to)  ')
    expect(await run('verify')).toMatchObject({ code: 0 })
  })
})
