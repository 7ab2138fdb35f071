import { beforeAll, describe, expect, it } from '@jest/globals'
import { FLAGSHIP } from '../../scripts/seed/stories/s-1.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

const MARGIN = 'query($id: ID!) { project(id: $id) { code costToDate { amount } marginToDate } }'

interface Bookings {
  readonly assignments: { readonly nodes: readonly { readonly worker: Readonly<Record<string, unknown>> }[] }
}

interface Portfolio {
  readonly contracts: { readonly nodes: readonly { readonly project: Readonly<Record<string, unknown>> | null }[] }
}

interface Inbox {
  readonly approvals: { readonly nodes: readonly Readonly<Record<string, unknown>>[] }
}

describe('who may see what', () => {
  it('refuses everybody without a token, and says how to get in', async () => {
    const response = await fetch(stack.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{viewer{subject}}"}',
    })

    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })

  it('answers health to everybody', async () => {
    for (const probe of ['live', 'ready']) {
      expect((await fetch(stack.url.replace('/graphql', `/health/${probe}`))).status).toBe(200)
    }
  })

  it('[ER-07] keeps cost and margin from a project manager and shows them to the delivery director', async () => {
    const denied = await stack
      .as('project_manager')
      .send<{ project: Record<string, unknown> }>(MARGIN, { id: FLAGSHIP.projectId })
    const granted = await stack
      .as('delivery_director')
      .send<{ project: Record<string, unknown> }>(MARGIN, { id: FLAGSHIP.projectId })

    expect(denied.data.project).toMatchObject({ code: expect.any(String), costToDate: null, marginToDate: null })
    expect(denied.errors.map(({ path, extensions }) => [path?.join('.'), extensions?.code])).toEqual([
      ['project.costToDate', 'UNAUTHORIZED_FIELD_OR_TYPE'],
      ['project.marginToDate', 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ])
    expect(granted.errors).toEqual([])
    expect(granted.data.project.marginToDate).toEqual(expect.stringMatching(/^-?\d/))
  })

  it('serves the allowed and the denied caller of one document right, in both orders', async () => {
    const document = `${MARGIN} # ${Date.now()}`
    const ask = (persona: string) =>
      stack.as(persona).send<{ project: { marginToDate: string | null } }>(document, { id: FLAGSHIP.projectId })

    const results = []
    for (const persona of ['delivery_director', 'project_manager', 'delivery_director', 'project_manager'])
      results.push(await ask(persona))

    expect(results.map(({ data }) => data.project.marginToDate === null)).toEqual([false, true, false, true])
  })

  it('shows who and what a record points at, and not the record behind it, to callers without the scope of its system', async () => {
    const bookings = await stack
      .as('billing_specialist')
      .send<Bookings>('{ assignments { nodes { worker { displayName grade supplier { paymentTermsDays } } } } }')
    const inbox = await stack
      .as('billing_specialist')
      .send<Inbox>('{ approvals { nodes { amount { amount } contract { number totalValue { amount } } } } }')
    const portfolio = await stack
      .as('legal')
      .send<Portfolio>('{ contracts { nodes { project { code plannedEnd assignments { totalCount } } } } }')

    const workers = bookings.data.assignments.nodes.map(({ worker }) => worker)
    expect(workers.length).toBeGreaterThan(0)
    for (const worker of workers) expect(worker).toEqual({ displayName: expect.any(String), grade: null, supplier: null })

    const approvals = inbox.data.approvals.nodes
    expect(approvals.length).toBeGreaterThan(0)
    for (const approval of approvals)
      expect(approval).toEqual({ amount: null, contract: { number: expect.any(String), totalValue: null } })
    const projects = portfolio.data.contracts.nodes.flatMap(({ project }) => (project === null ? [] : [project]))
    expect(projects.length).toBeGreaterThan(0)
    for (const project of projects) expect(project).toEqual({ code: expect.any(String), plannedEnd: null, assignments: null })

    for (const { errors } of [bookings, inbox, portfolio])
      expect(new Set(errors.map(({ extensions }) => extensions?.code))).toEqual(new Set(['UNAUTHORIZED_FIELD_OR_TYPE']))
  })

  it('does not run a mutation that the caller may not run', async () => {
    const answer = await stack
      .as('consultant')
      .send('mutation($i: AcceptOpportunityInput!) { acceptOpportunity(input: $i) { replayed } }', {
        i: { idempotencyKey: 'consultant', opportunityId: FLAGSHIP.opportunityIds.at(-1) },
      })
    const { opportunity } = await stack
      .as('account_executive')
      .ask<{ opportunity: { stage: string } }>('query($id: ID!) { opportunity(id: $id) { stage } }', {
        id: FLAGSHIP.opportunityIds.at(-1),
      })

    expect(answer.errors[0]?.extensions?.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    expect(opportunity.stage).toBe('CLOSED_WON')
  })

  it('shows a partner nothing of what is not tagged for it', async () => {
    const answer = await stack.as('client_acme').send('{ costCenters { code } }')

    expect(answer.data ?? null).toBeNull()
    // Refused as a whole while nothing is tagged for clients, and for a field that does not exist as soon as something is.
    expect(['VARIANT_CLOSED', 'GRAPHQL_VALIDATION_FAILED']).toContain(answer.errors[0]?.extensions?.code)
    expect(JSON.stringify(answer.errors)).not.toContain('Did you mean')
  })

  it('shows a salary to HR, who signed in with a second factor, and to nobody else', async () => {
    const salaryFor = async (persona: string) => {
      const query = '{ worker(id: "wrk_projectmanager") { annualSalary { amount } } }'
      const { data } = await stack.as(persona).send<{ worker: { annualSalary: { amount: string } | null } }>(query)
      return data.worker.annualSalary
    }

    expect((await salaryFor('hr_partner'))?.amount).toMatch(/^\d/)
    expect(await salaryFor('resource_manager')).toBeNull()
  })

  it('[AP-01] answers nobody at a subgraph who is not the gateway', async () => {
    const statuses = await Promise.all(
      Object.entries(stack.runtime.ports)
        .filter(([name]) => ['crm', 'erp', 'psa', 'hr', 'procurement', 'delivery'].includes(name))
        .map(async ([, port]) => {
          const token = await stack.tokenOf('svc_orchestrator')
          const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
            body: '{"query":"{__typename}"}',
          })
          return response.status
        }),
    )

    expect(statuses).toEqual([401, 401, 401, 401, 401, 401])
  })
})
