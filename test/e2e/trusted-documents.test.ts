import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

const idOf = (name: string, folder = 'delivery-orchestrator') =>
  Object.entries(
    JSON.parse(readFileSync(`contracts/documents/${folder}/manifest.json`, 'utf8')) as Record<string, { readonly name: string }>,
  ).find(([, entry]) => entry.name === name)?.[0] ?? ''

describe('trusted documents', () => {
  let stack: SharedStack
  beforeAll(async () => {
    stack = await sharedStack()
  })

  async function ask(persona: string, body: object) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await stack.tokenOf(persona)}` }
    const response = await fetch(stack.url, { method: 'POST', headers, body: JSON.stringify(body) })
    // The answer is JSON of the gateway under test.
    const answer = (await response.json()) as { readonly data?: unknown; readonly errors?: unknown }
    return { status: response.status, body: answer }
  }

  it('are run by their ids for the client that registered them', async () => {
    const { status, body } = await ask('svc_orchestrator', {
      documentId: idOf('ReadCostCenters'),
      variables: { legalEntityId: 'x' },
    })

    expect(status).toBe(200)
    expect(body).toMatchObject({ data: { costCenters: { nodes: [] } } })
  })

  it('are not found for anybody else', async () => {
    for (const persona of ['project_manager', 'client_acme']) {
      expect(await ask(persona, { documentId: idOf('ReadCostCenters') })).toMatchObject({
        status: 404,
        body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }] },
      })
    }
  })

  it.each([
    ['client_acme', 'all-clients', ['Contracts', 'OpenInvoices', 'ProjectStatus']],
    ['client_borealis', 'all-clients', ['ProjectStatus']],
    ['sub_nordlicht', 'all-subcontractors', ['MyOrders', 'MyPeople']],
    ['reseller_axiom', 'all-resellers', ['MyDeals']],
  ])('of a kind of partner are run for %s, with records and without a refusal', async (persona, folder, names) => {
    for (const name of names) {
      const { status, body } = await ask(persona, { documentId: `sha256:${idOf(name, folder)}` })

      expect([name, status, body.errors]).toEqual([name, 200, undefined])
      const [connection] = Object.values(body.data as Record<string, { readonly nodes: readonly object[] }>)
      expect(connection?.nodes.length).toBeGreaterThan(0)
    }
  })

  it('of one kind of partner are not there for another', async () => {
    for (const persona of ['sub_nordlicht', 'reseller_axiom', 'project_manager'])
      expect(await ask(persona, { documentId: idOf('OpenInvoices', 'all-clients') })).toMatchObject({ status: 404 })
  })
})
