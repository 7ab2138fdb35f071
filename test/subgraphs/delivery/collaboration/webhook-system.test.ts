import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createWebhookSystem } from '../../../../subgraphs/delivery/collaboration/webhook/webhook-system.ts'
import { startWorkspaceServer, type WorkspaceServer } from '../support/workspace-server.ts'

const SPACE = { projectId: 'prj_1', code: 'DE01-1', name: 'ERP roll-out' }

describe('the collaboration system behind a webhook', () => {
  let server: WorkspaceServer
  beforeAll(async () => {
    server = await startWorkspaceServer('secret')
  })
  afterAll(() => server.close())
  beforeEach(() => {
    server.failWith = null
  })
  const system = (token = 'secret', url = server.url) => createWebhookSystem({ url, token, timeoutMs: 500 })

  it('opens one space per key, and archives the one that a key opened', async () => {
    const first = await system().openSpace(SPACE, 'k1')

    expect(await system().openSpace(SPACE, 'k1')).toEqual(first)
    await system().archiveSpace('k1', 'k1:undo')
    expect(server.spaces.get('k1')).toEqual({ name: 'ERP roll-out', archived: true })
  })

  it('does nothing when there is no space to archive', async () => {
    await expect(system().archiveSpace('never', 'never:undo')).resolves.toBeUndefined()
  })

  it.each([
    [429, 'TRANSIENT'],
    [503, 'TRANSIENT'],
    [403, 'AUTHORIZATION'],
    [422, 'VALIDATION'],
    [200, 'UNKNOWN'],
  ])('takes the answer %d for a failure of the category %s', async (status, category) => {
    server.failWith = status

    await expect(system().openSpace(SPACE, `k ${status}`)).rejects.toMatchObject({
      failure: { category, system: 'COLLABORATION' },
    })
  })

  it('takes silence for a failure that may pass', async () => {
    await expect(system('secret', 'http://127.0.0.1:1').openSpace(SPACE, 'k')).rejects.toMatchObject({
      failure: { category: 'TRANSIENT', code: 'COLLABORATION_UNREACHABLE' },
    })
  })

  it('says that its token was refused', async () => {
    await expect(system('wrong').openSpace(SPACE, 'k')).rejects.toMatchObject({ failure: { category: 'AUTHORIZATION' } })
  })
})
