import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { writeRuntime } from '../../scripts/data-directory.ts'
import { PERSONAS } from '../../scripts/identity-provider/personas.ts'
import { tokenCommand } from '../../scripts/identity-provider/token-command.ts'
import { type IssuerFixture, startIssuerFixture } from './identity-provider/issuer-fixture.ts'

let fixture: IssuerFixture
beforeAll(async () => {
  fixture = await startIssuerFixture()
  const { issuer, port } = fixture.provider
  writeRuntime(fixture.directory, {
    pid: process.pid,
    port: port - 1,
    gatewayUrl: `http://127.0.0.1:${port - 1}/graphql`,
    issuer,
    databaseUrl: '',
    dataDir: fixture.directory.root,
    ports: {},
  })
})
afterAll(() => fixture.stop())

async function run(...argv: readonly string[]) {
  const out: string[] = []
  const complaints: string[] = []
  const code = await tokenCommand(argv, { print: (line) => out.push(line), complain: (line) => complaints.push(line) })
  return { code, out: out.join('\n'), complaints }
}
const runHere = (...argv: readonly string[]) => run(...argv, '--data-dir', fixture.directory.root)

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('token', () => {
  it('finds the running start through the data directory and prints the token only', async () => {
    const { code, out, complaints } = await runHere('project_manager')

    expect({ code, complaints }).toEqual({ code: 0, complaints: [] })
    expect(claimsOf(out)).toMatchObject({ sub: 'project_manager', aud: 'delivery-graph' })
  })

  it.each([
    ['45', 45],
    ['45s', 45],
    ['5m', 300],
    ['2h', 7_200],
  ])('--expires %s gives a token of %d seconds', async (text, seconds) => {
    const { iat, exp } = claimsOf((await runHere('legal', '--expires', text)).out)

    expect(exp - iat).toBe(seconds)
  })

  it('--json prints the token with its scopes and life', async () => {
    const { out } = await runHere('client_acme', '--json')

    expect(JSON.parse(out)).toMatchObject({
      persona: 'client_acme',
      token_type: 'Bearer',
      expires_in: 900,
      access_token: expect.any(String),
    })
  })

  it('--port and --url name the running start instead', async () => {
    const { issuer, port } = fixture.provider

    expect(await runHere('legal', '--port', String(port - 1))).toMatchObject({ code: 0 })
    expect(await runHere('legal', '--url', issuer)).toMatchObject({ code: 0 })
  })

  it('--list needs nothing running and shows every persona with roles, scopes and variant', async () => {
    const { code, out } = await run('--list')

    expect(code).toBe(0)
    expect(out.split('\n')).toHaveLength(PERSONAS.length + 1)
    expect(out).toMatch(/^legal +legal +4 +internal$/m)
    expect(out).toMatch(/^sub_kestrel +- +13 +subcontractor$/m)
    expect(JSON.parse((await run('--list', '--json')).out)).toHaveLength(PERSONAS.length)
  })

  it('--help explains and succeeds', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--expires') })
  })

  it.each([
    ['nothing', []],
    ['an unknown persona', ['nobody']],
    ['two personas', ['legal', 'executive']],
    ['a life that is no time', ['legal', '--expires', 'soon']],
    ['a life of nothing', ['legal', '--expires', '0']],
    ['too long a life', ['legal', '--expires', '3h']],
    ['an unknown option', ['legal', '--wat']],
    ['a port that is none', ['legal', '--port', 'x']],
    ['an address that is none', ['legal', '--url', 'x']],
  ])('refuses %s with exit code 2 and one line', async (_, argv) => {
    const { code, out, complaints } = await run(...argv)

    expect({ code, out, lines: complaints.length }).toEqual({ code: 2, out: '', lines: 1 })
    expect(complaints[0]).not.toContain('\n')
  })

  it('fails with exit code 1 and one line when nothing runs or the issuer does not answer', async () => {
    expect(await run('legal', '--data-dir', '/nonexistent/of/delivery-graph')).toMatchObject({
      code: 1,
      out: '',
      complaints: [expect.any(String)],
    })
    expect(await runHere('legal', '--url', 'http://127.0.0.1:1')).toMatchObject({
      code: 1,
      out: '',
      complaints: [expect.any(String)],
    })
  })

  it('as a process writes the token to standard output and nothing to standard error', async () => {
    const script = fileURLToPath(new URL('../../scripts/token.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', script, 'legal', '--data-dir', fixture.directory.root], {
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    const written = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (written.stdout += chunk))
    child.stderr.on('data', (chunk) => (written.stderr += chunk))
    const code = await new Promise((resolve) => child.on('close', resolve))

    expect({ code, stderr: written.stderr }).toEqual({ code: 0, stderr: '' })
    expect(written.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  })
})
