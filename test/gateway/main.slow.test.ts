import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { compose } from './support/compose.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-main-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function start(args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'gateway/main.ts', ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => {
    output.stdout += data
  })
  child.stderr.on('data', (data) => {
    output.stderr += data
  })
  return { child, output, exited: once(child, 'exit').then(([code]) => code as number | null) }
}

describe('npm run gateway', () => {
  it('explains itself with --help', async () => {
    const { output, exited } = start(['--help'])

    expect(await exited).toBe(0)
    expect(output.stdout).toContain('--supergraph FILE')
  })

  it('ends with 2 and the usage on an unknown option', async () => {
    const { output, exited } = start(['--verbose'])

    expect(await exited).toBe(2)
    expect(output.stderr).toContain('Usage: npm run gateway')
  })

  it('ends with 1 and one clear message when it cannot start', async () => {
    const { output, exited } = start(['--supergraph', join(folder, 'absent.graphql')])

    expect(await exited).toBe(1)
    expect(output.stderr).toMatch(/^Invalid configuration:\n {2}issuers: /)
    expect(output.stderr).not.toContain('    at ')
  })

  it('serves from files, logs JSON lines, and ends with 0 on SIGTERM', async () => {
    writeFileSync(join(folder, 's.graphql'), compose({ name: 'a', sdl: 'type Query { one: Int }' }))
    writeFileSync(join(folder, 'next.graphql'), compose({ name: 'a', sdl: 'type Query { one: Int @authenticated }' }))
    const authorization = { shadow: { supergraph: 'next.graphql' } }
    writeFileSync(join(folder, 'g.json'), JSON.stringify({ supergraph: 's.graphql', anonymous: true, authorization }))
    const { child, output, exited } = start(['--config', join(folder, 'g.json'), '--port', '0'])
    const lines = () =>
      output.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    while (!lines().some(({ msg }) => msg === 'ready')) await new Promise((resolve) => setTimeout(resolve, 50))
    const { url } = lines().find(({ msg }) => msg === 'ready')
    const health = await fetch(new URL('/health/ready', url))
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    })
    child.kill('SIGTERM')

    expect(health.status).toBe(200)
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } })
    expect(await exited).toBe(0)
    expect(lines()).toContainEqual(expect.objectContaining({ event: 'policy.shadow', operations: 1 }))
    expect(output.stderr).toBe('')
  })
})
