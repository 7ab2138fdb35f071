import { beforeAll, describe, expect, it } from '@jest/globals'
import { ROLES, type Role } from '../../policies/index.ts'
import { FLAGSHIP } from '../../scripts/seed/stories/s-1.ts'
import { type DeclaredType, readDeclaredGraph } from '../support/matrix/declared-graph.ts'
import { isExpected } from '../support/matrix/expected-verdict.ts'
import { matrixCallerOf } from '../support/matrix/matrix-caller.ts'
import { findEntries, findRoads, type MayPass, pathOf, writeLeaf, writeRoad } from '../support/matrix/roads.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

const graph = readDeclaredGraph()
const DENIED = 'UNAUTHORIZED_FIELD_OR_TYPE'
const MOST_ENTRIES = 8

const SAMPLE = [
  'Opportunity.estimatedMargin',
  'Opportunity.discount',
  'Contract.liabilityCap',
  'Account.contacts',
  'Project.budget',
  'Project.recognizedRevenue',
  'Project.costToDate',
  'Project.marginToDate',
  'Worker.annualSalary',
  'Worker.currentCostRate',
  'Worker.dateOfBirth',
  'Supplier.riskRating',
  'Supplier.performanceScore',
  'Assignment.billRate',
]

/** People who may read the type and not the field: the first three of the table. */
const CASES = SAMPLE.flatMap((coordinate) => {
  const [typeName = '', field = ''] = coordinate.split('.')
  const type = graph.types.get(typeName)
  if (type === undefined) throw new Error(`there is no type ${typeName}`)
  const denied = (Object.keys(ROLES) as Role[]).filter((role) => {
    const mayPass = mayPassAs(role)
    return role !== 'svc_orchestrator' && !mayPass(type, field) && findRoads(graph, 'Query', mayPass).has(typeName)
  })
  return denied.slice(0, 3).map((role) => ({ coordinate, role, type, field }))
})

function mayPassAs(role: Role): MayPass {
  const caller = matrixCallerOf(role)
  return (type, field) => isExpected(graph, caller, type, field)
}

/** Those of them who may call a mutation that leads to the type. */
const IN_PAYLOADS = CASES.flatMap((each) => {
  const road = findRoads(graph, 'Mutation', mayPassAs(each.role)).get(each.type.name)
  return road === undefined ? [] : [{ ...each, road }]
})

function leafOf(type: DeclaredType, name: string): string {
  const field = type.fields.get(name)
  if (field === undefined) throw new Error(`there is no ${type.name}.${name}`)
  return writeLeaf(graph, field)
}

describe('a field that is denied', () => {
  it('is looked for with three roles each', () => {
    expect(CASES).toHaveLength(3 * SAMPLE.length)
    expect(IN_PAYLOADS.length).toBeGreaterThan(SAMPLE.length)
  })

  it.each(CASES)('$coordinate stays denied to $role on every road', async ({ role, type, field }) => {
    const mayPass = mayPassAs(role)
    const leaf = leafOf(type, field)
    const roads = findRoads(graph, 'Query', mayPass)
    const road = roads.get(type.name)
    if (road === undefined) throw new Error('the roles of the sample reach the type')
    const forms: Readonly<Record<string, string>> = {
      plain: leaf,
      alias: `label: ${leaf}`,
      fragment: '...Outer',
      nested: '...Inner',
      inline: `... on ${type.name} { ... { ${leaf} } }`,
      included: `${leaf.replace(/( \{|$)/, ' @include(if: $yes)$1')}`,
      excluded: `${leaf.replace(/( \{|$)/, ' @include(if: $no)$1')}`,
      skipped: `... @skip(if: $yes) { ${leaf} }`,
    }
    const entries = findEntries(graph, roads, type.name, mayPass).slice(0, MOST_ENTRIES)
    const selections = [
      ...Object.entries(forms).map(([alias, form]) => writeRoad(graph, alias, road, form)),
      ...entries.map((entry, index) => writeRoad(graph, `entry${index}`, entry, leaf)),
    ]
    const expected = [
      ...Object.keys(forms).map((alias) => [...pathOf(road, alias), alias === 'alias' ? 'label' : field].join('.')),
      ...entries.map((entry, index) => [...pathOf(entry, `entry${index}`), field].join('.')),
    ]
    const document = `query ($yes: Boolean!, $no: Boolean!) { ${selections.join('\n')} }
      fragment Inner on ${type.name} { ${leaf} }
      fragment Outer on ${type.name} { __typename ...Inner }`

    for (const [yes, no] of [
      [true, false],
      [false, true],
    ]) {
      const { errors } = await stack.as(role).send(document, { yes, no })
      expect(errors.filter(({ extensions }) => extensions?.code !== DENIED)).toEqual([])
      expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual([...expected].sort())
    }
  })

  it.each(IN_PAYLOADS)('$coordinate stays denied to $role in the payload of a mutation', async ({ role, type, field, road }) => {
    const text = `mutation ($run: Boolean!) { ${writeRoad(graph, 'm', road, leafOf(type, field))} }`
    const { errors } = await stack.as(role).send(text, { run: false })

    expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions?.code])).toEqual([
      [[...pathOf(road, 'm'), field].join('.'), DENIED],
    ])
  })
})

/** Values that are there for one caller; the other gets the rest of the same document. */
const VALUES = [
  {
    title: 'cost and margin of a project',
    document: `{ project(id: "${FLAGSHIP.projectId}") { code costToDate { amount } marginToDate } }`,
    granted: 'delivery_director',
    denied: 'project_manager',
    fetches: [2, 1],
  },
  {
    title: 'a salary',
    document: '{ worker(id: "wrk_projectmanager") { displayName annualSalary { amount } } }',
    granted: 'hr_partner',
    denied: 'resource_manager',
    fetches: [1, 1],
  },
  {
    title: 'the margins of the pipeline',
    document: '{ opportunities(first: 20) { nodes { number estimatedMargin discount } } }',
    granted: 'finance_controller',
    denied: 'account_executive',
    fetches: [1, 1],
  },
  {
    title: 'the budgets behind contracts',
    document: '{ contracts(first: 20) { nodes { number project { recognizedRevenue { amount } } } } }',
    granted: 'cfo',
    denied: 'account_executive',
    fetches: [2, 1],
  },
  {
    title: 'the ratings of suppliers',
    document: '{ suppliers(first: 20) { nodes { name performanceScore riskRating } } }',
    granted: 'procurement_buyer',
    denied: 'coo',
    fetches: [1, 1],
  },
] as const

const PUBLIC_KEYS = ['code', 'displayName', 'number', 'name']

describe('a value that one caller reads', () => {
  it.each(VALUES)('$title: is there, and nowhere in the answer to somebody else, in both orders', async (value) => {
    const { document, granted, denied, fetches } = value
    // A document of this run alone, so that neither caller finds the plan of an earlier test.
    for (const [index, order] of [
      [granted, denied, granted],
      [denied, granted, denied],
    ].entries()) {
      const text = `# ${index} ${Date.now()}\n${document}`
      const answers = []
      for (const role of order) answers.push({ role, ...(await stack.as(role).send<unknown>(text)) })
      const secrets = answers.filter(({ role }) => role === granted).flatMap(({ data }) => leavesOf(data))

      expect(secrets.length).toBeGreaterThan(0)
      for (const { role, data, errors, cost } of answers) {
        expect(cost.fetches).toBe(fetches[role === granted ? 0 : 1])
        if (role === granted) expect(errors).toEqual([])
        else {
          expect(errors.length).toBeGreaterThan(0)
          expect(leavesOf(data)).toEqual([])
          for (const secret of new Set(secrets)) expect(JSON.stringify([data, errors])).not.toContain(`"${secret}"`)
        }
      }
    }
  })
})

/** Every text of an answer that is not one of the fields that both callers may read. */
function leavesOf(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return PUBLIC_KEYS.includes(key) ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, Array.isArray(value) ? key : name))
}
