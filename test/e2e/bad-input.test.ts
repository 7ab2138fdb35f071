import { beforeAll, describe, expect, it } from '@jest/globals'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

describe('bad input', () => {
  it('answers null for an id that does not exist, in every system', async () => {
    const answer = await stack.as('auditor').send<Record<string, unknown>>(`{
      account(id: "acc_none") { id } opportunity(id: "opp_none") { id } contract(id: "ctr_none") { id }
      invoice(id: "inv_none") { id } project(id: "prj_none") { id } worker(id: "wrk_none") { id }
      supplier(id: "sup_none") { id } handoff(id: "hnd_none") { id } workflowRun(id: "run_none") { id }
    }`)

    expect(answer.errors).toEqual([])
    expect(Object.values(answer.data)).toEqual(Array.from({ length: 9 }, () => null))
  })

  it.each([
    ['an unknown field', '{ projects { nodes { salary } } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown enum value', '{ projects(filter: { status: [ASLEEP] }) { nodes { id } } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown enum value in a variable',
      'query($s: [ProjectStatus!]) { projects(filter: { status: $s }) { nodes { id } } }',
      { s: ['ASLEEP'] },
      'BAD_USER_INPUT',
    ],
    ['a syntax error', '{ projects { ', {}, 'GRAPHQL_PARSE_FAILED'],
  ])('refuses %s with status 400 and a code', async (_, query, variables, code) => {
    const answer = await stack.as('project_manager').send(query, variables)

    expect(answer.status).toBe(400)
    expect(answer.errors[0]?.extensions?.code).toBe(code)
  })

  it.each([
    [
      'a date that no calendar has',
      'query($d: DateRangeInput) { projects(filter: { plannedEnd: $d }) { nodes { id } } }',
      { d: { from: '2026-02-30', to: '2026-03-01' } },
      'BAD_USER_INPUT',
    ],
    ['a cursor that is none', 'query($a: String) { projects(after: $a) { nodes { id } } }', { a: 'rubbish' }, 'BAD_CURSOR'],
    ['a page of 101', 'query($n: Int) { projects(first: $n) { nodes { id } } }', { n: 101 }, 'PAGE_SIZE_OUT_OF_RANGE'],
    [
      'a page of 101 as the default of a variable',
      'query($n: Int = 101) { projects(first: $n) { nodes { id } } }',
      {},
      'PAGE_SIZE_OUT_OF_RANGE',
    ],
    [
      'a page of 2147483647 below a list',
      '{ projects(first: 2) { nodes { milestones(first: 2147483647) { nodes { id } } } } }',
      {},
      'PAGE_SIZE_OUT_OF_RANGE',
    ],
  ])('refuses %s with a code and the path', async (_, query, variables, code) => {
    const answer = await stack.as('project_manager').send(query, variables)

    expect(answer.errors[0]).toMatchObject({ extensions: { code } })
    expect(answer.errors[0]?.path?.[0]).toBe('projects')
  })

  it('refuses an amount that is a JSON number', async () => {
    const answer = await stack
      .as('svc_orchestrator')
      .send('mutation($i: ReviseBudgetInput!) { reviseBudget(input: $i) { replayed } }', {
        i: {
          idempotencyKey: 'k',
          projectId: 'prj_none',
          lines: [{ category: 'LABOUR', revenue: { amount: 12.5, currency: 'EUR' } }],
        },
      })

    expect(answer.errors[0]).toMatchObject({ path: ['reviseBudget'], extensions: { code: 'BAD_USER_INPUT' } })
  })

  it('shows nothing internal in any refusal', async () => {
    const answers = await Promise.all(
      ['{ projects(after: "x") { nodes { id } } }', '{ nope }', 'query($n: Int!) { projects(first: $n) { nodes { id } } }'].map(
        (query) => stack.as('project_manager').send(query),
      ),
    )

    expect(JSON.stringify(answers)).not.toMatch(/127\.0\.0\.1|node_modules|stacktrace|select |postgres|serviceName|"psa"/i)
  })
})
