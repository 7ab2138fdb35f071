import pg from 'pg'
import { TODAY } from '../seed/calendar.ts'
import { loadRows } from '../seed/load-rows.ts'
import { type AccountFacts, createAccounts } from '../seed/model/accounts.ts'
import { createSale } from '../seed/model/sales.ts'
import { SEED_COUNTS } from '../seed/sizes.ts'
import { storeContractFiles } from '../seed/store-contract-files.ts'
import { type SeededRows, TABLE_ORDER } from '../seed/table-order.ts'
import { contractRow, masterAgreementRow } from '../seed/tables/contracts.ts'
import { accountRow, opportunityRow } from '../seed/tables/crm.ts'
import { withDocuments } from '../seed/tables/documents.ts'

/**
 * A sold engagement of its own for every case: a client whom ERP does not know yet, a won sale, a complete draft contract.
 * So no case can hide behind the effects of another one, and every step has something to do.
 */
export interface CaseRecord {
  /** Part of all ids of the case, and nowhere else: calls that carry it belong to the case. */
  readonly token: string
  readonly opportunityId: string
}

/** Finds the case in any text that names one of its records. */
export function tokenIn(text: string): string | null {
  return /fault\d{4}/.exec(text)?.[0] ?? null
}

export function caseRecord(index: number): CaseRecord {
  const token = `fault${String(index).padStart(4, '0')}`
  return { token, opportunityId: `opp_${token}` }
}

/** Enters the records of cases 1 to `count` over the administrator's connection, and the files of their contracts. */
export async function seedCaseRecords(options: {
  readonly adminUrl: string
  /** Folder of the document repository. */
  readonly documents: string
  readonly count: number
}): Promise<void> {
  const client = new pg.Client({ connectionString: options.adminUrl })
  await client.connect()
  try {
    const files = storeContractFiles(options.documents)
    const rows = withDocuments(rowsOf(options.count))
    files.add(rows['crm.contract'] ?? [])
    await client.query('begin')
    for (const table of TABLE_ORDER) await loadRows(client, table, rows[table] ?? [])
    await files.done()
    await client.query('commit')
  } finally {
    await client.end()
  }
}

/** Numbers that people read, beyond those of the example data. */
const FIRST_NUMBER = 80_001
/** Clients that are active among those that the generator draws; the rest is a margin. */
const ACTIVE_SHARE = 0.85

function rowsOf(count: number): SeededRows {
  const known = SEED_COUNTS.dev.accounts
  const drawn = createAccounts({ ...SEED_COUNTS.dev, accounts: Math.ceil((known + count) / ACTIVE_SHARE) })
  const sold = drawn.slice(known, known + count).map((account, position) => soldTo(account, position + 1))
  return {
    'crm.account': sold.map(({ account }) => accountRow(account, null)),
    'crm.opportunity': sold.map(({ opportunity }) => opportunity),
    'crm.contract': [...sold.map(({ account }) => masterAgreementRow(account)), ...sold.map(({ contract }) => contract)],
  }
}

function soldTo(drawn: AccountFacts, index: number) {
  const { token, opportunityId } = caseRecord(index)
  const account = { ...drawn, id: `acc_${token}`, name: `${drawn.name} ${index}` }
  const number = FIRST_NUMBER + index
  const sale = createSale({
    key: token,
    account,
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    // Billed by milestones, so that there is a billing schedule to be doubled or lost.
    pricing: 'MILESTONE',
    start: TODAY + 30,
    requiresSubcontractors: true,
  })
  const closedAt = new Date(Date.UTC(2026, 4, 22, 14)).toISOString()
  return {
    account,
    opportunity: {
      ...opportunityRow(sale, { id: opportunityId, number, stage: 'CLOSED_WON', closedAt, acceptedAt: null, projectId: null }),
      reseller_account_id: null, // a drill has clients of its own and no reseller
    },
    contract: contractRow(sale, {
      id: `ctr_${token}`,
      number,
      opportunityId,
      status: 'DRAFT',
      approvedAt: null,
      projectId: null,
      hasPurchaseOrder: true,
    }),
  }
}
