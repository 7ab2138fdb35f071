import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { migrateCommand } from '../../../scripts/database/migrate-command.ts'
import { createEmptyDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'

describe('the migrate command', () => {
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>
  let dataDir: string
  beforeAll(async () => {
    database = await createEmptyDatabase()
    dataDir = mkdtempSync(path.join(tmpdir(), 'delivery-graph-migrate-'))
  })
  afterAll(async () => {
    rmSync(dataDir, { recursive: true })
    await database.drop()
  })

  async function run(...argv: readonly string[]) {
    const printed: string[] = []
    const complaints: string[] = []
    const io = { print: (line: string) => void printed.push(line), complain: (line: string) => void complaints.push(line) }
    const code = await migrateCommand(argv, { DATABASE_URL: database.adminUrl, DATA_DIR: dataDir }, io)
    return { code, printed, complaints }
  }

  it('migrates the database of DATABASE_URL, and finds nothing to do the second time', async () => {
    const first = await run()
    const second = await run()

    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.printed.at(-1)).toMatch(/^\d+ migrations applied$/)
    expect(second.printed).toEqual(['the database is up to date'])
  })

  it('prints URLs with which the services can log in', async () => {
    const { printed } = await run('--urls')
    const urls: Record<string, string> = JSON.parse(printed.at(-1) ?? '')

    expect(await query(urls.hr ?? '', 'select current_user as role')).toEqual([{ role: `${database.name}_hr` }])
  })

  it('answers an unknown option with its usage and exit code 2', async () => {
    const { code, complaints } = await run('--force')

    expect(code).toBe(2)
    expect(complaints.join()).toContain('Usage:')
  })
})
