import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { prepareDatabase } from '../../../scripts/database/prepare-database.ts'
import { createEmptyDatabase, testPasswords } from '../../support/database.ts'
import { query } from '../../support/query.ts'

const KILL_PREPARE = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = 'delivery-graph prepare'`

describe('prepareDatabase', () => {
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>
  let migrationsRoot: string

  beforeEach(async () => {
    database = await createEmptyDatabase()
    migrationsRoot = mkdtempSync(path.join(tmpdir(), 'migrations-'))
    write('subgraphs/shared', '0001-clock', "create function business_now() returns timestamptz language sql as 'select now()'")
    write('subgraphs/crm', '0001-account', 'create table account (id text primary key)')
  })
  afterEach(async () => {
    rmSync(migrationsRoot, { recursive: true })
    await database.drop()
  })

  function write(folder: string, name: string, sql: string): void {
    mkdirSync(path.join(migrationsRoot, folder, 'migrations'), { recursive: true })
    writeFileSync(path.join(migrationsRoot, folder, 'migrations', `${name}.sql`), sql)
  }
  const prepare = (onProgress?: Parameters<typeof prepareDatabase>[0]['onProgress']) =>
    prepareDatabase({ adminUrl: database.adminUrl, passwords: testPasswords(), migrationsRoot, onProgress })

  it('applies every file once, in order, and says so', async () => {
    write('subgraphs/crm', '0002-phone', 'alter table account add column phone text')
    const steps: string[] = []

    const first = await prepare(({ migration, position, total }) =>
      steps.push(`${position}/${total} ${migration.schema}/${migration.name}`),
    )
    const second = await prepare()

    expect(steps).toEqual(['1/3 platform/0001-clock', '2/3 crm/0001-account', '3/3 crm/0002-phone'])
    expect([first.applied, second.applied]).toEqual([3, 0])
  })

  it('lets concurrent programs take turns: each file is applied exactly once', async () => {
    write('subgraphs/crm', '0002-slow', 'select pg_sleep(0.2); create table slow (id int)')

    const results = await Promise.all([prepare(), prepare(), prepare(), prepare()])

    expect(results.map(({ applied }) => applied).sort()).toEqual([0, 0, 0, 3])
  })

  it('refuses an applied file that was edited', async () => {
    await prepare()
    write('subgraphs/crm', '0001-account', 'create table account (id text primary key, name text)')

    await expect(prepare()).rejects.toThrow('crm/0001-account was edited')
  })

  it('takes line ends for no edit', async () => {
    write('subgraphs/crm', '0002-two-lines', 'create table two\n(id int)')
    await prepare()
    write('subgraphs/crm', '0002-two-lines', 'create table two\r\n(id int)')

    expect((await prepare()).applied).toBe(0)
  })

  it('refuses a database that a newer version has migrated', async () => {
    write('subgraphs/crm', '0002-newer', 'create table newer (id int)')
    await prepare()
    rmSync(path.join(migrationsRoot, 'subgraphs/crm/migrations/0002-newer.sql'))

    await expect(prepare()).rejects.toThrow('crm/0002-newer')
  })

  it.each([
    ['a gap in the numbers', '0003-gap'],
    ['a doubled number', '0001-again'],
    ['a name without a number', 'later'],
  ])('refuses %s before it touches the database', async (_, name) => {
    write('subgraphs/crm', name, 'select 1')

    await expect(prepare()).rejects.toThrow(name)
    expect(await query(database.adminUrl, "select from pg_namespace where nspname = 'crm'")).toHaveLength(0)
  })

  it('leaves nothing of a file that fails, names the line, and goes on from there', async () => {
    write('subgraphs/crm', '0002-broken', 'create table half (id int);\n\nselect nothing_here;')

    await expect(prepare()).rejects.toThrow(/crm\/0002-broken failed: .*nothing_here.*\(line 3\)/)
    expect(await query(database.adminUrl, "select to_regclass('crm.half') as half")).toEqual([{ half: null }])

    write('subgraphs/crm', '0002-broken', 'create table half (id int)')
    expect((await prepare()).applied).toBe(1)
  })

  it('goes on when the program before it died with the lock', async () => {
    write('subgraphs/crm', '0002-slow', 'select pg_sleep(1)')
    let killed: Promise<unknown> | undefined
    const dying = prepare(({ migration }) => {
      if (migration.name === '0002-slow') killed = query(database.adminUrl, KILL_PREPARE)
    })

    await expect(dying).rejects.toThrow('0002-slow')
    await killed
    expect((await prepare()).applied).toBeGreaterThan(0)
  })

  it('says in one line which server it cannot reach, without the password', async () => {
    const adminUrl = 'postgresql://admin:s3cret@127.0.0.1:1/graph'

    const failure = prepareDatabase({ adminUrl, passwords: testPasswords(), migrationsRoot })

    await expect(failure).rejects.toMatchObject({
      name: 'OperatorFault',
      message: expect.stringMatching(/^cannot connect to the database at 127.0.0.1:1\/graph: (?!.*s3cret).+$/),
    })
  })
})
