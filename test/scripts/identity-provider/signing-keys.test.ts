import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { loadSigningKeys, rotateSigningKeys } from '../../../scripts/identity-provider/signing-keys.ts'

const root = mkdtempSync(path.join(tmpdir(), 'delivery-graph-keys-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const idsOf = (keys: readonly { readonly kid: string }[]) => keys.map(({ kid }) => kid)

describe('signing keys', () => {
  it('are made once and then stay the same', async () => {
    const dataDir = path.join(root, 'stay')
    const first = await loadSigningKeys(dataDir)

    expect(first.map(({ alg }) => alg)).toEqual(['RS256', 'ES256'])
    expect(await loadSigningKeys(dataDir)).toEqual(first)
    expect(readdirSync(path.join(dataDir, 'identity-provider'))).toEqual(['jwks.json'])
  })

  it('sign anew after a rotation and leave a day after they were superseded', async () => {
    const dataDir = path.join(root, 'rotate')
    const first = idsOf(await loadSigningKeys(dataDir))
    const hoursAhead = (hours: number) => new Date(Date.now() + hours * 3_600_000)

    const second = idsOf(await rotateSigningKeys(dataDir, hoursAhead(1)))
    expect(second.slice(2)).toEqual(first)
    const third = idsOf(await rotateSigningKeys(dataDir, hoursAhead(24)))
    expect(third.slice(2)).toEqual(second)
    const fourth = idsOf(await rotateSigningKeys(dataDir, hoursAhead(26)))
    expect(fourth.slice(2)).toEqual(third.slice(0, 4))
  })

  it('tell in one line when their file is damaged', async () => {
    const dataDir = path.join(root, 'damaged')
    await loadSigningKeys(dataDir)
    writeFileSync(path.join(dataDir, 'identity-provider', 'jwks.json'), '{"generations":[')

    await expect(loadSigningKeys(dataDir)).rejects.toThrow(/jwks\.json is damaged/)
  })
})
