import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { FLAGSHIP } from '../../scripts/seed/stories/s-1.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

const PROJECT_360 = readFileSync(new URL('../../docs/examples/project-360.graphql', import.meta.url), 'utf8')
const FIELDS = PROJECT_360.slice(
  PROJECT_360.indexOf('project(id: $id) {') + 'project(id: $id) {'.length,
  PROJECT_360.lastIndexOf('}', PROJECT_360.lastIndexOf('}') - 1),
)
/** The same view of a whole page of projects. */
const PORTFOLIO_360 = `query Portfolio360($first: Int!) { projects(first: $first) { nodes { ${FIELDS} } } }`

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

interface View {
  readonly project: {
    readonly opportunity: unknown
    readonly contract: { readonly totalValue: { readonly amount: string } }
    readonly budget: unknown
    readonly actuals: unknown
    readonly erpProjectNumber: string
    readonly invoices: { readonly nodes: readonly unknown[] }
    readonly phases: readonly unknown[]
    readonly milestones: { readonly nodes: readonly unknown[] }
    readonly timecards: { readonly nodes: readonly { readonly worker: { readonly displayName: string } }[] }
    readonly assignments: { readonly nodes: readonly { readonly worker: { readonly displayName: string } }[] }
    readonly purchaseOrders: { readonly nodes: readonly { readonly supplier: { readonly name: string } }[] }
  }
}

describe('the cross-domain view of a project', () => {
  it('[LC-03] [AP-10] shows one project from six systems under one id, in one request', async () => {
    const { project } = await stage().ask<View>(PROJECT_360, { id: FLAGSHIP.projectId })

    expect(project.opportunity).toMatchObject({ number: expect.any(String), amount: { currency: 'EUR' } })
    expect(project.contract).toMatchObject({ status: expect.any(String) })
    expect(project.erpProjectNumber).toEqual(expect.any(String))
    expect(project.budget).not.toBeNull()
    expect(project.actuals).toMatchObject({ billableHours: expect.stringMatching(/^\d+(\.\d+)?$/) })
    for (const list of [project.invoices.nodes, project.phases, project.milestones.nodes]) expect(list.length).toBeGreaterThan(0)
    expect(project.timecards.nodes[0]?.worker.displayName).toEqual(expect.any(String))
    expect(project.assignments.nodes[0]?.worker.displayName).toEqual(expect.any(String))
    expect(project.purchaseOrders.nodes[0]?.supplier.name).toEqual(expect.any(String))
  })

  it('[AP-10] costs the same number of subgraph fetches and SQL statements for 1, 10 and 50 projects', async () => {
    const costs = []
    for (const first of [1, 10, 50]) {
      const { errors, cost } = await stage().send(PORTFOLIO_360, { first })
      expect(errors).toEqual([])
      costs.push(cost)
    }

    expect(costs[0]?.fetches).toBeGreaterThan(5)
    expect(costs[1]).toEqual(costs[0])
    expect(costs[2]).toEqual(costs[0])
  })
})

const stage = () => stack.as('project_manager')
