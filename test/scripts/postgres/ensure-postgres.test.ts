import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type DataDirectory, dataDirectory } from '../../../scripts/data-directory.ts'
import { freePort } from '../../../scripts/free-port.ts'
import { ensurePostgres } from '../../../scripts/postgres/ensure-postgres.ts'
import { readPostmaster } from '../../../scripts/postgres/postmaster.ts'
import { stopServer } from '../../../scripts/postgres/stop-server.ts'
import { waitForExit } from '../../../scripts/process-state.ts'
import { query } from '../../support/query.ts'

/** A pid that no process has: above the largest that Linux gives (PID_MAX_LIMIT, proc(5)). */
const DEAD_PID = 4_194_305

describe('ensurePostgres', () => {
  let home: string
  let directory: DataDirectory
  let port: number

  beforeAll(async () => {
    // mkdtemp makes a 0700 folder: for root, that is the private home which the user of the server cannot enter.
    home = mkdtempSync(path.join(tmpdir(), 'delivery-graph-postgres-'))
    directory = dataDirectory(path.join(home, 'data'))
    port = await freePort()
  })
  afterEach(() => stopServer(directory.postgres.data))
  afterAll(() => rmSync(home, { recursive: true }))

  const ensure = (wantedPort = port) => ensurePostgres({ dataDir: directory.root, port: wantedPort })
  const postmasterPid = () => readPostmaster(directory.postgres.data)?.pid ?? 0
  const spoil = (file: string, text: string) => writeFileSync(path.join(directory.postgres.data, file), text)

  it('starts once for many callers; the others attach', async () => {
    const servers = await Promise.all([ensure(), ensure(), ensure()])

    expect(servers.filter(({ started }) => started)).toHaveLength(1)
    expect(await query(servers[0]?.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('attaches to the running server of the directory even when another port is asked for', async () => {
    const first = await ensure()
    const second = await ensure(await freePort())

    expect(second).toMatchObject({ started: false, url: first.url, port })
  })

  it('listens on the loopback address only and asks for a password', async () => {
    const { url } = await ensure()
    const other = new URL(url)
    other.password = 'guess'

    expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    await expect(query(other.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('keeps what was committed when the server is killed, and starts again', async () => {
    const { url } = await ensure()
    await query(url, 'create table kept (id int); insert into kept values (7)')
    const pid = postmasterPid()
    process.kill(pid, 'SIGKILL')
    await waitForExit(pid, 5_000)

    const again = await ensure()

    expect(again.started).toBe(true)
    expect(await query(again.url, 'select id from kept')).toEqual([{ id: 7 }])
  })

  it.each([
    ['a dead process', DEAD_PID],
    ['another program that got the same pid', process.pid],
  ])('starts over a lock file of the server that names %s', async (_, pid) => {
    spoil('postmaster.pid', `${pid}\n${directory.postgres.data}\n1790000000\n${port}\n\n127.0.0.1\n`)

    expect((await ensure()).started).toBe(true)
  })

  it('steals the start lock of a dead process', async () => {
    writeFileSync(directory.postgres.startLock, JSON.stringify({ pid: DEAD_PID, mark: null, token: 'x' }))

    expect((await ensure()).started).toBe(true)
    expect(existsSync(directory.postgres.startLock)).toBe(false)
  })

  it('stops fast and leaves a clean directory', async () => {
    const { stop } = await ensure()
    const pid = postmasterPid()

    await stop()

    expect(await waitForExit(pid, 0)).toBe(true)
    expect(existsSync(path.join(directory.postgres.data, 'postmaster.pid'))).toBe(false)
  })

  it('says in one line that the port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    const address = squatter.address()
    const taken = typeof address === 'object' ? (address?.port ?? 0) : 0

    await expect(ensure(taken)).rejects.toMatchObject({
      name: 'OperatorFault',
      message: expect.stringMatching(`^port ${taken} is taken .*$`),
    })
    await new Promise((resolve) => squatter.close(resolve))
  })

  it('does not take a server with another password for its own', async () => {
    await ensure()
    const original = readFileSync(directory.secrets, 'utf8')
    writeFileSync(directory.secrets, original.replace(/"admin": "[^"]+"/, '"admin": "0000000000000000"'))

    await expect(ensure()).rejects.toThrow('does not accept the password')
    writeFileSync(directory.secrets, original)
  })

  it.each([
    ['a file of the database is missing', 'global/pg_control', undefined, /does not start \(.+\); see .*database.log/],
    ['the version file is missing', 'PG_VERSION', undefined, /is damaged \(no PG_VERSION\)/],
    ['the files are of another version', 'PG_VERSION', '17\n', /is of PostgreSQL 17/],
  ])('says in one line that %s, and touches nothing', async (_, file, text, message) => {
    const spoiled = path.join(directory.postgres.data, file)
    const aside = `${spoiled}.aside`
    renameSync(spoiled, aside)
    if (text !== undefined) writeFileSync(spoiled, text)

    await expect(ensure()).rejects.toMatchObject({ name: 'OperatorFault', message: expect.stringMatching(message) })
    renameSync(aside, spoiled)
    expect((await ensure()).started).toBe(true)
  })

  it('begins anew after a first start that was killed half-way', async () => {
    const fresh = dataDirectory(path.join(home, 'interrupted'))
    mkdirSync(fresh.postgres.initialising, { recursive: true })
    writeFileSync(fresh.marker, '')
    writeFileSync(path.join(fresh.postgres.initialising, 'PG_VERSION'), '18\n')
    writeFileSync(`${fresh.postgres.initialising}.password`, 'old')

    const server = await ensurePostgres({ dataDir: fresh.root, port: await freePort() })

    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(readdirSync(fresh.root).filter((name) => name.startsWith('pg.'))).toEqual([])
    await server.stop()
  })
})
