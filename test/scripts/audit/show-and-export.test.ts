import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type pg from 'pg'
import { chainOfVersion1, instantAt, KEY, type StoredChain, storeChain } from './stored-chain.ts'

let stored: StoredChain
let folder: string
beforeAll(async () => {
  stored = await storeChain(3_000)
  folder = mkdtempSync(join(tmpdir(), 'audit-export-'))
})
afterAll(async () => {
  await stored.close()
  rmSync(folder, { recursive: true })
})

const show = async (...options: readonly string[]) => (await stored.run('show', ...options)).printed

describe('audit show', () => {
  it.each([
    ['a client', ['--client', 'app-3'], 600],
    ['a person, who is named in clear and found by the keyed hash', ['--subject', 'user:7'], 60],
    ['a coordinate', ['--coordinate', 'Worker.grade'], 300],
    ['a request', ['--request', 'request-1234'], 1],
    ['a time', ['--since', instantAt(100), '--until', instantAt(110)], 10],
    ['several of them at once', ['--client', 'app-2', '--subject', 'user:7', '--until', instantAt(1_000)], 20],
    ['administrators', ['--administration'], 1],
    ['nobody', ['--subject', 'user:unknown'], 0],
  ])('finds the records of %s', async (_, options, count) => {
    const printed = await show(...options, '--limit', '1000')

    expect(printed.at(-1)).toBe(`${count} records`)
    expect(printed).toHaveLength(count + 1)
  })

  it('says in one line who asked what and how it was decided', async () => {
    const pseudonym = KEY.pseudonymOf('user:0')

    expect((await show('--request', 'request-0'))[0]).toBe(
      `${instantAt(0)}  gateway/test#1  query Pay  app-0/${pseudonym.slice(0, 'a-1.'.length + 8)}  granted Worker.grade  denied Worker.pay  UNAUTHORIZED_FIELD_OR_TYPE  request-0`,
    )
  })

  it('says what the caller saw and sent, what was masked, and what the owner of the data decided', async () => {
    expect((await show('--request', 'request-7'))[0]).toBe(
      [
        instantAt(7),
        'gateway/test#8',
        'mutation Decide',
        `app-2/${KEY.pseudonymOf('user:7').slice(0, 'a-1.'.length + 8)} for par_1`,
        'variant client',
        'document doc-approve',
        'granted Mutation.approve',
        'masked Worker.phone',
        'denied Worker.pay',
        'psa denied Mutation.approve segregation_of_duties (the actor requested it)',
        'request-7',
      ].join('  '),
    )
  })

  it('shows and verifies records of version 1', async () => {
    const { row, checkpoint } = chainOfVersion1()
    const sql = async (client: pg.Client) => {
      await client.query('insert into gateway.audit_record values ($1, $2, $3, $4, $5, $6)', [
        row.chain,
        row.sequence,
        row.recordedAt,
        row.previous,
        row.hash,
        row.record,
      ])
      await client.query('insert into gateway.audit_checkpoint values ($1, $2, $3, $4, $5, $6)', [
        checkpoint.chain,
        checkpoint.sequence,
        checkpoint.hash,
        checkpoint.signedAt,
        checkpoint.keyId,
        checkpoint.signature,
      ])
    }
    const [shown, verified] = await stored.tampered(sql, async () => [
      await show('--request', 'request-of-version-1'),
      await stored.run('verify'),
    ])

    expect(shown[0]).toMatch(
      /^2026-\S+ {2}gateway\/old#1 {2}query \S+ {2}anonymous {2}granted Worker.name {2}denied Worker.pay {2}request-of-version-1$/,
    )
    expect(verified).toMatchObject({ code: 0, printed: [expect.stringMatching(/^whole: 3001 records in 2 chains/)] })
  })

  it('marks a record that does not have its hash', async () => {
    const sql = "update gateway.audit_record set record = replace(record, 'app-', 'bpp-') where sequence = 1"

    expect((await stored.tampered(sql, () => show('--request', 'request-0')))[0]).toMatch(/^NOT INTACT /)
  })

  it.each([
    ['--since', 'yesterday'],
    ['--limit', '0'],
    ['--colour', 'red'],
  ])('refuses %s %s', async (...options) => {
    expect((await stored.run('show', ...options)).code).toBe(2)
  })
})

describe('audit export', () => {
  const records = () => join(folder, 'records.jsonl')
  const verify = (...options: readonly string[]) =>
    stored.run('verify', '--export', folder, '--public-keys', join(folder, 'public-keys.json'), ...options)

  beforeEach(async () => {
    const { code } = await stored.run('export', '--out', folder, '--since', instantAt(500), '--until', instantAt(2_500))
    expect(code).toBe(0)
  })

  it('writes the rows of a range, which whoever has the public key can check without database and secret', async () => {
    const lines = readFileSync(records(), 'utf8').trimEnd().split('\n')
    const { code, printed } = await verify()

    expect(lines.map((line) => JSON.parse(line))).toEqual(stored.rows.slice(500, 2_500))
    expect([code, printed.at(-1)]).toEqual([0, expect.stringMatching(/^whole: 2000 records in 1 chains/)])
  })

  it.each([
    [
      'altered',
      (lines: string[]) => lines.map((line, index) => (index === 700 ? line.replace('app-', 'bpp-') : line)),
      'altered',
      1_201,
    ],
    ['removed', (lines: string[]) => lines.filter((_, index) => index !== 700), 'removed', 1_201],
    ['removed at the end', (lines: string[]) => lines.slice(0, -10), 'truncated', 2_491],
    ['reordered', (lines: string[]) => lines.with(700, lines[701] ?? '').with(701, lines[700] ?? ''), 'removed', 1_201],
    ['removed altogether', () => [], 'truncated', 501],
  ])('is found when one record is %s', async (_, spoil, kind, sequence) => {
    const lines = readFileSync(records(), 'utf8').trimEnd().split('\n')
    writeFileSync(
      records(),
      spoil(lines)
        .map((line) => `${line}\n`)
        .join(''),
    )
    const { code, printed } = await verify('--json')

    expect(code).toBe(1)
    expect(JSON.parse(printed[0] ?? '{}').faults).toContainEqual(expect.objectContaining({ kind, sequence }))
  })

  it('is found when only bytes between the records changed', async () => {
    writeFileSync(records(), readFileSync(records(), 'utf8').replace('{"chain"', '{ "chain"'))

    expect((await verify()).code).toBe(1)
  })

  it('is not believed when its statement was changed, or signed by a key that was not given', async () => {
    const file = join(folder, 'verification.json')
    const signed = readFileSync(file, 'utf8')
    writeFileSync(file, signed.replace('"rows": 2000', '"rows": 1999'))
    expect(await verify()).toMatchObject({ code: 2, complaints: expect.stringContaining('is not signed by a key') })

    writeFileSync(file, signed)
    writeFileSync(join(folder, 'public-keys.json'), '{}')
    expect((await verify()).code).toBe(2)
  })
})
