import { beforeAll, describe, expect, it } from '@jest/globals'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

const BY_MANAGER = 'filter: { managerIds: ["wrk_projectmanager"] }'
const BY_CHANGE = 'orderBy: { field: UPDATED_AT, direction: DESC }'
const BY_CREATION = 'orderBy: { field: CREATED_AT, direction: DESC }'

/** Conditions on fields that these callers are denied, on every road to the list. */
const CLOSED = [
  ['client_acme', 'projects', `{ projects(${BY_MANAGER}) { nodes { id } } }`],
  ['sub_nordlicht', 'projects', `{ projects(${BY_MANAGER}) { totalCount } }`],
  ['client_acme', 'projects', `{ projects(${BY_CHANGE}) { edges { cursor } } }`],
  ['client_acme', 'milestones', `{ milestones(${BY_CHANGE}) { pageInfo { endCursor } } }`],
  ['sub_nordlicht', 'milestones', `{ projects { nodes { milestones(${BY_CHANGE}) { nodes { id } } } } }`],
  ['reseller_axiom', 'opportunities', `{ opportunities(${BY_CREATION}) { edges { cursor } } }`],
  ['reseller_axiom', 'opportunities', '{ opportunities(filter: { region: [NA, DACH, UKI] }) { totalCount } }'],
] as const

const OPEN = [
  ['client_acme', '{ projects(orderBy: { field: PLANNED_END, direction: ASC }, filter: { health: null }) { nodes { id } } }'],
  ['project_manager', `{ projects(${BY_MANAGER}, ${BY_CHANGE}) { nodes { id } } milestones(${BY_CHANGE}) { nodes { id } } }`],
  ['account_executive', `{ opportunities(${BY_CREATION}, filter: { region: [NA] }) { nodes { id } } }`],
  ['reseller_axiom', '{ opportunities(orderBy: { field: CLOSE_DATE, direction: ASC }) { nodes { id } } }'],
] as const

describe('a filter or an order by a field that is denied', () => {
  it.each(CLOSED)('does not exist in the contract of a partner: %s, %s', async (persona, _, document) => {
    const { data, errors } = await stack.as(persona).send<unknown>(document)

    expect([data ?? null, ...new Set(errors.map(({ extensions }) => extensions?.code))]).toEqual([
      null,
      'GRAPHQL_VALIDATION_FAILED',
    ])
  })

  it.each(OPEN)('is open to whoever may read the field, and other conditions to everybody: %s', async (persona, document) => {
    const { errors } = await stack.as(persona).send<unknown>(document)

    expect(errors).toEqual([])
  })
})
