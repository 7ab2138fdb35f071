import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import pg from 'pg'
import type { Principal } from '../../../contracts/wire/principal.ts'
import {
  accountRows,
  contractRows,
  isRowVisible,
  opportunityRows,
  type RowAttributes,
  type RowRule,
} from '../../../policies/index.ts'
import { loadRows, type Row } from '../../../scripts/seed/load-rows.ts'
import { CONTRACT_TRANSITIONS } from '../../../subgraphs/crm/states.ts'
import type { Entity, Reader } from '../../../subgraphs/shared/port.ts'
import { personWith } from '../../support/subgraph-client.ts'
import { crmFixture, crmRecord } from './fixture.ts'
import { type OpenedPostgresCrm, openPostgresCrm } from './open-postgres-crm.ts'

let crm: OpenedPostgresCrm
let accounts: ReadonlyMap<string, RowAttributes<'account' | 'reseller'>>
let contracts: ReadonlyMap<string, RowAttributes<'account' | 'status'>>
let opportunities: ReadonlyMap<string, RowAttributes<'reseller'>>

/** Accounts that the random rows belong to; the last one has none. */
const ACCOUNT_IDS = Array.from({ length: 8 }, (_, n) => `acc_row${n}`)
const anyAccount = fc.constantFrom(...ACCOUNT_IDS.slice(0, -1))
const anyRow = fc.record({
  account: anyAccount,
  reseller: fc.option(anyAccount),
  status: fc.constantFrom(...Object.keys(CONTRACT_TRANSITIONS)),
})

beforeAll(async () => {
  crm = await openPostgresCrm()
  const admin = new pg.Client({ connectionString: crm.adminUrl })
  await admin.connect()
  const rows = fc.sample(anyRow, { numRuns: 120, seed: 15 })
  const sold = rows.map(({ account, reseller }, n): Row & { readonly id: string } => ({
    ...crmRecord('crm.opportunity', `opp_row${n}`),
    id: `opp_row${n}`,
    account_id: account,
    reseller_account_id: reseller,
  }))
  await loadRows(
    admin,
    'crm.account',
    ACCOUNT_IDS.map((id) => crmRecord('crm.account', id)),
  )
  await loadRows(admin, 'crm.opportunity', sold)
  await loadRows(
    admin,
    'crm.contract',
    rows.map(({ account, status }, n) => ({ ...crmRecord('crm.contract', `ctr_row${n}`), account_id: account, status })),
  )
  await admin.end()

  // What the rules judge is taken from what was loaded, and not from the database whose SQL is on trial.
  const all = crmFixture()
  const loaded = (table: string) => all[table] as readonly (Row & { readonly id: string })[]
  const deals = [...loaded('crm.opportunity'), ...sold]
  opportunities = new Map(deals.map((row) => [row.id, { reseller: (row.reseller_account_id as string | undefined) ?? null }]))
  const resellersOf = (account: string) =>
    deals.flatMap((row) => (row.account_id === account && row.reseller_account_id ? [String(row.reseller_account_id)] : []))
  accounts = new Map(
    [...loaded('crm.account').map(({ id }) => id), ...ACCOUNT_IDS].map((id) => [id, { account: id, reseller: resellersOf(id) }]),
  )
  contracts = new Map([
    ...loaded('crm.contract').map((row) => [row.id, { account: String(row.account_id), status: String(row.status) }] as const),
    ...rows.map(({ account, status }, n) => [`ctr_row${n}`, { account, status }] as const),
  ])
})
afterAll(() => crm.close())

/** Any caller that an envelope may name, a person with a partner record and a partner without one among them. */
const anyPrincipal: fc.Arbitrary<Principal> = fc
  .record({
    kind: fc.constantFrom('PERSON', 'PARTNER', 'SERVICE', 'AI_SERVICE'),
    partner: fc.option(
      fc.record({
        id: fc.constant('par_any'),
        kind: fc.constantFrom('CLIENT', 'SUBCONTRACTOR', 'RESELLER'),
        accountIds: fc.subarray([...ACCOUNT_IDS, 'acc_one', 'acc_none', "' or true --"], { maxLength: 3 }),
        supplierIds: fc.subarray(['sup_one', ...ACCOUNT_IDS], { maxLength: 2 }),
      }),
    ),
    roles: fc.subarray(['account_executive', 'consultant', 'auditor']),
  })
  .map((overrides): Principal => personWith(['crm:read'], overrides as Partial<Principal>)) // the lists hold valid values only

/** Every road of a reader leads to the rows that the pure rule names, and to no other. */
async function expectAsRuled<Attribute extends string, Filter, OrderField extends string>(
  reader: Pick<Reader<Entity, Filter, never, OrderField>, 'getByIds' | 'count' | 'list'>,
  rule: RowRule<Attribute>,
  rows: ReadonlyMap<string, RowAttributes<Attribute>>,
  principal: Principal,
): Promise<void> {
  const call = { principal, correlationId: 'test' }
  const visibility = rule.visibleTo(principal)
  const ids = [...rows.keys()]
  const expected = [...rows].filter(([, row]) => isRowVisible(visibility, row)).map(([id]) => id)

  const byId = await reader.getByIds(ids, call)
  expect(byId.flatMap((record) => record?.id ?? []).toSorted()).toEqual(expected.toSorted())
  expect(await reader.count(null, call)).toBe(expected.length)
  const listed: string[] = []
  for (let after: string | null = null; ; ) {
    const page = await reader.list({ first: 37, after }, call)
    listed.push(...page.records.map(({ id }) => id))
    after = page.cursors.at(-1) ?? null
    if (!page.hasNextPage) break
  }
  expect(listed.toSorted()).toEqual(expected.toSorted())
}

const runs = { numRuns: 60 }

describe('the SQL of the row rules', () => {
  it('equals the rule of Account, whoever asks', async () => {
    await fc.assert(
      fc.asyncProperty(anyPrincipal, (principal) => expectAsRuled(crm.system.accounts, accountRows, accounts, principal)),
      runs,
    )
  })

  it('equals the rule of Contract, whoever asks', async () => {
    await fc.assert(
      fc.asyncProperty(anyPrincipal, (principal) => expectAsRuled(crm.system.contracts, contractRows, contracts, principal)),
      runs,
    )
  })

  it('equals the rule of Opportunity, whoever asks', async () => {
    await fc.assert(
      fc.asyncProperty(anyPrincipal, (principal) =>
        expectAsRuled(crm.system.opportunities, opportunityRows, opportunities, principal),
      ),
      runs,
    )
  })
})
