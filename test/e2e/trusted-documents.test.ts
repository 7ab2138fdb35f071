import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

const MANIFEST = 'contracts/documents/delivery-orchestrator/manifest.json'
const idOf = (name: string) =>
  Object.entries(JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, { readonly name: string }>).find(
    ([, entry]) => entry.name === name,
  )?.[0] ?? ''

describe('trusted documents', () => {
  let stack: SharedStack
  beforeAll(async () => {
    stack = await sharedStack()
  })

  async function ask(persona: string, body: object) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await stack.tokenOf(persona)}` }
    const response = await fetch(stack.url, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, body: await response.json() }
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
})
