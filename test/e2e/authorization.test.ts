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

interface ClientView {
  readonly contract: unknown
  readonly contracts: {
    readonly totalCount: number
    readonly nodes: readonly { readonly account: { readonly id: string }; readonly status: string }[]
  }
}
interface ResellerView {
  readonly opportunities: { readonly nodes: readonly { readonly reseller: { readonly id: string } }[] }
}
interface Sales {
  readonly opportunities: {
    readonly nodes: readonly {
      readonly reseller: { readonly id: string } | null
      readonly project: { readonly id: string } | null
    }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}
interface Contacts {
  readonly contacts: {
    readonly nodes: readonly { readonly fullName: string; readonly email: string; readonly phone: string | null }[]
  }
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

  it('shows contact details whole to whoever works with the client, and masked to the auditor', async () => {
    const query = '{ accounts(first: 5) { nodes { contacts(first: 2) { nodes { fullName email phone } } } } }'
    const read = async (persona: string) => {
      const { data, errors } = await stack.as(persona).send<{ accounts: { nodes: readonly Contacts[] } }>(query)
      expect(errors).toEqual([])
      return data?.accounts.nodes.flatMap(({ contacts }) => contacts.nodes) ?? []
    }
    const whole = await read('account_executive')
    const masked = await read('auditor')

    expect(whole.length).toBeGreaterThan(0)
    expect(masked.map(({ fullName }) => fullName)).toEqual(whole.map(({ fullName }) => fullName))
    for (const { email } of whole) expect(email).toMatch(/@.+\.example$/)
    for (const { email, phone } of masked) {
      expect(email).toMatch(/^[a-z0-9.]+@masked\.invalid$/)
      expect(phone ?? '••••').toMatch(/^••••\d{0,4}$/)
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

  it('shows a client its own contracts, and of other clients as little as of what does not exist', async () => {
    const document = `query ($id: ID!) { contract(id: $id) { number } none: contract(id: "ctr_none") { number }
      contracts(first: 100) { totalCount nodes { account { id } status } } }`
    const send = (persona: string) => stack.as(persona).send<ClientView>(document, { id: 'ctr_flagshipfirst' })
    const [own, other] = [await send('client_acme'), await send('client_borealis')]

    expect([own.errors, other.errors]).toEqual([[], []])
    expect(own.data.contract).not.toBeNull()
    expect(other.data).toMatchObject({ contract: null, none: null })
    for (const [account, { totalCount, nodes }] of [
      ['acc_acme', own.data.contracts],
      ['acc_borealis', other.data.contracts],
    ] as const) {
      expect(nodes.length).toBe(totalCount)
      expect(new Set(nodes.map((node) => node.account.id))).toEqual(new Set([account]))
      expect(nodes.filter(({ status }) => ['DRAFT', 'IN_REVIEW', 'APPROVED'].includes(status))).toEqual([])
    }
  })

  it('shows a reseller the deals that it registered, and no partner those of the firm', async () => {
    const document = '{ opportunities(first: 100) { nodes { reseller { id } account { name } } } }'
    const deals = await stack.as('reseller_axiom').send<ResellerView>(document)

    expect(deals.errors).toEqual([])
    expect(deals.data.opportunities.nodes.length).toBeGreaterThan(0)
    for (const { reseller } of deals.data.opportunities.nodes) expect(reseller).toEqual({ id: 'acc_axiom' })
    for (const persona of ['client_acme', 'sub_kestrel']) {
      const { data, errors } = await stack.as(persona).send<ResellerView>(document)
      expect([data ?? null, errors[0]?.extensions?.code]).toEqual([null, 'GRAPHQL_VALIDATION_FAILED'])
    }
  })

  it('shows a reseller exactly the projects of its deals, by name, state and dates', async () => {
    const sold: string[] = []
    for (let after: string | null = null; ; ) {
      const { opportunities }: Sales = await stack.as('auditor').ask<Sales>(
        `query ($after: String) { opportunities(first: 100, after: $after) {
          nodes { reseller { id } project { id } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      )
      const own = opportunities.nodes.filter(({ reseller }) => reseller?.id === 'acc_axiom')
      sold.push(...own.flatMap(({ project }) => project?.id ?? []))
      if (!opportunities.pageInfo.hasNextPage) break
      after = opportunities.pageInfo.endCursor
    }
    const { data, errors } = await stack
      .as('reseller_axiom')
      .send<Shared>(
        '{ projects(first: 100) { totalCount nodes { id code name status plannedStart plannedEnd account { id name } } } }',
      )

    expect(errors).toEqual([])
    expect(sold.length).toBeGreaterThan(0)
    expect(data.projects.nodes.map(({ id }) => id)).toEqual(sold.toSorted())
    expect(data.projects.totalCount).toBe(sold.length)
    for (const node of data.projects.nodes) expect(Object.values(node)).not.toContain(null)
    const inside = await stack.as('reseller_axiom').send('{ projects { nodes { milestones { totalCount } } } }')
    expect([inside.data ?? null, inside.errors[0]?.extensions?.code]).toEqual([null, 'GRAPHQL_VALIDATION_FAILED'])
  })

  it('shows each client its own projects with their teams, and those of others as if there were none', async () => {
    const query = `{ projects(first: 100) { totalCount nodes {
      id account { id } status team { displayName workEmail } milestones { totalCount } } } }`
    const [acme, borealis] = [
      await stack.as('client_acme').send<Shared>(query),
      await stack.as('client_borealis').send<Shared>(query),
    ]
    const everybody = await stack.as('auditor').ask<Shared>('{ projects(first: 1) { totalCount nodes { id } } }')

    for (const [client, answer] of [['acc_acme', acme] as const, ['acc_borealis', borealis] as const]) {
      const { nodes, totalCount } = answer.data.projects
      expect(answer.errors).toEqual([])
      expect(nodes.length).toBeGreaterThan(0)
      expect(totalCount).toBe(nodes.length)
      expect(new Set(nodes.map(({ account }) => account?.id))).toEqual(new Set([client]))
      expect(nodes.flatMap(({ team }) => team ?? []).length).toBeGreaterThan(0)
    }
    expect(acme.data.projects.totalCount + borealis.data.projects.totalCount).toBeLessThan(everybody.projects.totalCount)

    const foreign = { id: borealis.data.projects.nodes[0]?.id }
    const asked = await stack.as('client_acme').send('query ($id: ID!) { project(id: $id) { id team { id } } }', foreign)
    expect([asked.data, asked.errors]).toEqual([{ project: null }, []])
  })

  it('shows a subcontractor the bookings of its own people, by name, and no price of a client', async () => {
    const { data, errors } = await stack
      .as('sub_nordlicht')
      .send<OwnPeople>('{ assignments(first: 100) { totalCount nodes { worker { id displayName } project { id } } } }')
    const price = await stack.as('sub_nordlicht').send('{ milestones(first: 5) { nodes { name amount { amount } } } }')
    const people = await stack
      .as('hr_partner')
      .ask<{ workers: { nodes: { id: string; supplier: { id: string } | null }[] } }>(
        'query ($ids: [ID!]) { workers(filter: { ids: $ids }, first: 100) { nodes { id supplier { id } } } }',
        { ids: data.assignments.nodes.map(({ worker }) => worker?.id) },
      )

    expect(data.assignments.nodes.length).toBeGreaterThan(0)
    for (const { worker } of data.assignments.nodes) expect(worker?.displayName).toMatch(/\w/)
    expect(new Set(people.workers.nodes.map(({ supplier }) => supplier?.id))).toEqual(new Set(['sup_nordlicht']))
    expect(errors).toEqual([])
    expect([price.data ?? null, price.errors[0]?.extensions?.code]).toEqual([null, 'GRAPHQL_VALIDATION_FAILED'])
  })

  it('shows a partner nothing of what is not tagged for it', async () => {
    const answer = await stack.as('client_acme').send('{ costCenters { code } }')

    expect(answer.data ?? null).toBeNull()
    expect(answer.errors[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED')
    expect(JSON.stringify(answer.errors)).not.toContain('Did you mean')
  })

  it('leads a region head from a contract to a project of another region as to one that there is not: null, and no error', async () => {
    const query = '{ contracts(first: 100) { nodes { project { name } } } }'
    const all = await stack.as('project_manager').send<ContractProjects>(query)
    const own = await stack.as('region_head').send<ContractProjects>(query)
    const named = ({ data }: { data: ContractProjects }) => data.contracts.nodes.filter(({ project }) => project !== null).length

    expect([all.errors, own.errors]).toEqual([[], []])
    expect(named(own)).toBeGreaterThan(0)
    expect(named(own)).toBeLessThan(named(all))
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

interface Shared {
  readonly projects: {
    readonly totalCount: number
    readonly nodes: readonly {
      readonly id: string
      readonly account?: { readonly id: string }
      readonly team?: readonly { readonly displayName: string }[] | null
    }[]
  }
}

interface ContractProjects {
  readonly contracts: { readonly nodes: readonly { readonly project: { readonly name: string } | null }[] }
}

interface OwnPeople {
  readonly assignments: {
    readonly nodes: readonly { readonly worker: { readonly id: string; readonly displayName: string } | null }[]
  }
}
