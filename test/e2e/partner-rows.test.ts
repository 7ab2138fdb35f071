import { beforeAll, describe, expect, it } from '@jest/globals'
import { query } from '../support/query.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

/** Whose record each one is, by the tables and not by any rule of the product. */
interface Holding {
  readonly field: string
  readonly one: string
  readonly sqlOf: (partner: string) => string
}

const CLIENT_HOLDINGS: readonly Holding[] = [
  { field: 'projects', one: 'project', sqlOf: (id) => `select id from psa.project where account_id = '${id}'` },
  {
    field: 'invoices',
    one: 'invoice',
    sqlOf: (id) =>
      `select id from erp.invoice where account_id = '${id}' and status in ('SENT', 'DISPUTED', 'PARTIALLY_PAID', 'PAID')`,
  },
  {
    field: 'contracts',
    one: 'contract',
    sqlOf: (id) => `select id from crm.contract where account_id = '${id}'
      and status in ('SENT_FOR_SIGNATURE', 'EXECUTED', 'ACTIVE', 'EXPIRED', 'TERMINATED')`,
  },
]

const SUBCONTRACTOR_HOLDINGS: readonly Holding[] = [
  {
    field: 'projects',
    one: 'project',
    sqlOf: (id) => `select project_id as id from psa.milestone where subcontractor_id = '${id}' and status <> 'CANCELLED'
      union select a.project_id from psa.assignment a join hr.worker w on w.id = a.worker_id
      where w.supplier_id = '${id}' and a.status <> 'RELEASED'`,
  },
  {
    field: 'purchaseOrders',
    one: 'purchaseOrder',
    sqlOf: (id) =>
      `select id from procurement.purchase_order where supplier_id = '${id}' and status not in ('DRAFT', 'CANCELLED')`,
  },
]

const RESELLER_HOLDINGS: readonly Holding[] = [
  {
    field: 'opportunities',
    one: 'opportunity',
    sqlOf: (id) => `select id from crm.opportunity where reseller_account_id = '${id}'`,
  },
]

const PARTNERS = [
  { persona: 'client_acme', id: 'acc_acme', holdings: CLIENT_HOLDINGS },
  { persona: 'client_borealis', id: 'acc_borealis', holdings: CLIENT_HOLDINGS },
  { persona: 'sub_nordlicht', id: 'sup_nordlicht', holdings: SUBCONTRACTOR_HOLDINGS },
  { persona: 'sub_kestrel', id: 'sup_kestrel', holdings: SUBCONTRACTOR_HOLDINGS },
  { persona: 'reseller_axiom', id: 'acc_axiom', holdings: RESELLER_HOLDINGS },
]

const RECORDS = PARTNERS.flatMap(({ persona, id, holdings }) => holdings.map((holding) => ({ persona, id, ...holding })))

/** Ids of the last page that fits into one request; the `dev` data has fewer of each partner. */
const MOST = 100

async function idsBySql(sql: string): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(stack.runtime.databaseUrl, sql)
  return rows.map(({ id }) => id).sort()
}

interface Page {
  readonly page: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] }
}

describe('the records of a partner', () => {
  it.each(RECORDS)('$persona: $field are exactly those that the tables give it', async ({ persona, id, field, sqlOf }) => {
    // Other tests hand over projects meanwhile: what counts is a look that nothing changed around.
    for (let attempt = 0; ; attempt += 1) {
      const before = await idsBySql(sqlOf(id))
      const { page } = await stack.as(persona).ask<Page>(`{ page: ${field}(first: ${MOST}) { totalCount nodes { id } } }`)
      const after = await idsBySql(sqlOf(id))
      if (before.join() !== after.join() && attempt < 5) continue

      expect(after.length).toBeGreaterThan(0)
      expect(after.length).toBeLessThanOrEqual(MOST)
      expect(page.nodes.map((node) => node.id).sort()).toEqual(after)
      expect(page.totalCount).toBe(after.length)
      return
    }
  })

  it.each(RECORDS)('$persona: of all other $field each is as one that does not exist', async (record) => {
    const { persona, id, one, field, sqlOf } = record
    const table = /from (\w+\.\w+)/.exec(field === 'projects' ? 'from psa.project' : sqlOf(id))?.[1] ?? ''
    const own = new Set(await idsBySql(sqlOf(id)))
    const others = (await idsBySql(`select id from ${table}`)).filter((each) => !own.has(each))
    const asked = others.slice(0, MOST)
    const text = asked.map((each, index) => `r${index}: ${one}(id: "${each}") { id }`).join('\n')
    const { data, errors } = await stack
      .as(persona)
      .send<Record<string, unknown>>(`{ ${text} none: ${one}(id: "none_none") { id } }`)

    expect(asked.length).toBeGreaterThan(0)
    expect(errors).toEqual([])
    expect(Object.keys(data)).toHaveLength(asked.length + 1)
    expect(new Set(Object.values(data))).toEqual(new Set([null]))
  })

  it.each(RECORDS)('$persona: of $field, a filter that names those of everybody finds its own only', async (record) => {
    const { persona, id, field, sqlOf } = record
    const table = /from (\w+\.\w+)/.exec(field === 'projects' ? 'from psa.project' : sqlOf(id))?.[1] ?? ''
    const own = new Set(await idsBySql(sqlOf(id)))
    const all = await idsBySql(`select id from ${table}`)
    const others = all.filter((each) => !own.has(each)).slice(0, MOST / 2)
    const ids = [...[...own].slice(0, 10), ...others]
    const { page } = await stack
      .as(persona)
      .ask<Page>(`{ page: ${field}(first: ${MOST}, filter: { ids: ${JSON.stringify(ids)} }) { totalCount nodes { id } } }`)

    expect(page.nodes.map((node) => node.id).sort()).toEqual([...own].slice(0, 10).sort())
    expect(page.totalCount).toBe(Math.min(own.size, 10))
  })

  it.each(['client_acme', 'client_borealis'])('%s reaches by edges and entities what is its own', async (persona) => {
    const account = persona.replace('client_', 'acc_')
    interface Linked {
      readonly projects: {
        readonly nodes: readonly {
          readonly account: { readonly id: string } | null
          readonly contract: { readonly id: string } | null
        }[]
      }
      readonly contracts: {
        readonly nodes: readonly { readonly account: { readonly id: string }; readonly project: { readonly id: string } | null }[]
      }
      readonly invoices: {
        readonly nodes: readonly {
          readonly project: { readonly id: string; readonly account: { readonly id: string } | null } | null
        }[]
      }
    }
    const { projects, contracts, invoices } = await stack.as(persona).ask<Linked>(`{
      projects(first: 100) { nodes { account { id } contract { id } } }
      contracts(first: 100) { nodes { account { id } project { id } } }
      invoices(first: 100) { nodes { project { id account { id } } } }
    }`)
    const owners = [
      ...projects.nodes.map((each) => each.account?.id),
      ...contracts.nodes.map((each) => each.account.id),
      ...invoices.nodes.flatMap((each) => (each.project === null ? [] : [each.project.account?.id])),
    ]
    const linked = [
      ...projects.nodes.flatMap(({ contract }) => (contract === null ? [] : [contract.id])),
      ...contracts.nodes.flatMap(({ project }) => (project === null ? [] : [project.id])),
    ]
    const ownIds = new Set((await Promise.all(CLIENT_HOLDINGS.map(({ sqlOf }) => idsBySql(sqlOf(account))))).flat())

    expect(new Set(owners)).toEqual(new Set([account]))
    expect(linked.length).toBeGreaterThan(0)
    expect(linked.filter((each) => !ownIds.has(each))).toEqual([])
  })
})
