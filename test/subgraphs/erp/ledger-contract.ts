import { describe, expect, it } from '@jest/globals'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import type { ProjectFigures } from '../../../subgraphs/erp/port.ts'
import { countingStatements } from '../../../subgraphs/shared/postgres/database.ts'
import { testCall } from '../../support/reader-contract.ts'
import { posting, project } from './fixture.ts'
import type { OpenedErp } from './opened-erp.ts'

const Exact = Decimal.clone({ precision: 60 })
const KINDS = ['LABOUR', 'SUBCONTRACTOR', 'EXPENSE', 'REVENUE', 'WRITE_OFF'] as const
const LOSS = { kind: 'LABOUR', amount: '334954356432226', hours: '0' } as const
const TINY_REVENUE = { kind: 'REVENUE', amount: '0.03', hours: '0' } as const

/** Sums of the ledger: exact, in one statement, and never over currencies. */
export function describeLedger(opened: () => OpenedErp): void {
  const figuresOf = (ids: readonly string[]) => opened().system.ledger.figuresOf(ids, testCall)

  describe('ledger', () => {
    it('[ER-13] sums postings, invoices and charges of a project to the cent', async () => {
      const figures = (await figuresOf(['prj_one'])).get('prj_one')

      expect(figures).toMatchObject({
        hours: '10.25',
        billableHours: '7.5',
        revenue: { amount: '1000.00', currency: 'EUR' },
        labourCost: { amount: '400.10' },
        subcontractorCost: { amount: '200.20' },
        expenseCost: { amount: '33.33' },
        cost: { amount: '633.63' },
        writeOffs: { amount: '5.01' },
        margin: '0.3664',
      })
      expect(figures?.asOf).toBe(new Date(figures?.asOf ?? '').toISOString())
    })

    it('counts posted documents only, and subtracts credit notes', async () => {
      const invoices = await opened().system.invoices.findByKey('projectId', ['prj_one'], testCall)
      const posted = (invoices.get('prj_one') ?? []).filter(({ number }) => number !== null)
      const expected = posted.reduce(
        (sum, { type, subtotal }) => (type === 'CREDIT_NOTE' ? sum.minus(subtotal.amount) : sum.plus(subtotal.amount)),
        new Exact(0),
      )

      expect(posted.some(({ type }) => type === 'CREDIT_NOTE')).toBe(true)
      const billed = (await figuresOf(['prj_one'])).get('prj_one')?.billed.amount
      expect(new Exact(billed ?? 0).eq(expected)).toBe(true)
    })

    it('counts as unbilled what is on hold, ready or on a draft, and nothing else', async () => {
      const charges = (await opened().system.charges.findByKey('projectId', ['prj_one'], testCall)).get('prj_one') ?? []
      const open = charges.filter(({ stage }) => ['HOLD', 'READY', 'IN_INVOICE'].includes(stage))
      const expected = open.reduce((sum, { amount }) => sum.plus(amount.amount), new Exact(0))

      expect(open.length).toBeLessThan(charges.length)
      const unbilled = (await figuresOf(['prj_one'])).get('prj_one')?.unbilled.amount
      expect(new Exact(unbilled ?? 0).eq(expected)).toBe(true)
    })

    it('says zero for a project without postings, no margin without revenue, and nothing for a project it lacks', async () => {
      const figures = await figuresOf(['prj_closed', 'prj_used', 'prj_none'])

      expect(figures.get('prj_closed')).toMatchObject({ hours: '0', cost: { amount: '0', currency: 'EUR' }, margin: null })
      expect(figures.get('prj_used')).toMatchObject({ hours: '0.3', labourCost: { amount: '0.30' }, margin: null })
      expect(figures.has('prj_none')).toBe(false)
    })

    it('sums any postings of any number of projects exactly, in one statement', async () => {
      let round = 0
      const amount = fc
        .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 3 }))
        .map(([digits, scale]) => new Exact(digits.toString()).div(new Exact(10).pow(scale)).toFixed())
      const postings = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), amount, hours: amount }), { maxLength: 12 })

      await fc.assert(
        fc.asyncProperty(fc.array(postings, { minLength: 1, maxLength: 6 }), async (ledgers) => {
          const run = `run${++round}`
          const ids = ledgers.map((_, index) => `prj_${run}p${index}`)
          await opened().store(
            'erp.project',
            ids.map((id) => project(id, {})),
          )
          const rows = ledgers.flatMap((entries, index) =>
            entries.map((entry, n) => posting(`pst_${run}p${index}n${n}`, ids[index] ?? '', entry)),
          )
          await opened().store('erp.posting', rows)

          const { result, statements } = await countingStatements(() => figuresOf(ids))

          expect(statements).toBeLessThanOrEqual(1)
          ledgers.forEach((entries, index) => {
            expectSums(result.get(ids[index] ?? ''), entries)
          })
        }),
        // The example is a margin of 16 digits before the point, where a plain division of numerics stops at two behind it.
        { numRuns: 25, examples: [[[[LOSS, TINY_REVENUE]]]] },
      )
    })

    it('says what an account owes, one amount a currency, and nothing for one that owes nothing', async () => {
      const { result, statements } = await countingStatements(() =>
        opened().system.ledger.receivablesOf(['acc_one', 'acc_two', 'acc_none', 'acc_pending'], testCall),
      )

      expect(statements).toBeLessThanOrEqual(1)
      expect(result.get('acc_two')).toEqual([{ amount: '119.00', currency: 'USD' }])
      const invoices = (await opened().system.invoices.findByKey('accountId', ['acc_one'], testCall)).get('acc_one') ?? []
      const owed = invoices
        .filter(({ number }) => number !== null)
        .reduce(
          (sum, { type, amountDue }) => sum.plus(new Exact(amountDue.amount).times(type === 'CREDIT_NOTE' ? -1 : 1)),
          new Exact(0),
        )
      expect(new Exact(result.get('acc_one')?.[0]?.amount ?? 0).eq(owed)).toBe(true)
      expect(result.has('acc_pending')).toBe(false)
      expect(result.has('acc_none')).toBe(false)
    })
  })
}

function expectSums(
  figures: ProjectFigures | undefined,
  entries: readonly { readonly kind: (typeof KINDS)[number]; readonly amount: string; readonly hours: string }[],
): void {
  if (figures === undefined) throw new Error('the project has no figures')
  const sum = (kinds: readonly string[]) =>
    entries.filter(({ kind }) => kinds.includes(kind)).reduce((total, { amount }) => total.plus(amount), new Exact(0))
  const hours = entries.reduce((total, entry) => total.plus(entry.hours), new Exact(0))
  const revenue = sum(['REVENUE'])
  const cost = sum(['LABOUR', 'SUBCONTRACTOR', 'EXPENSE'])

  expect(new Exact(figures.hours).toFixed()).toBe(hours.toFixed())
  expect(new Exact(figures.revenue.amount).toFixed()).toBe(revenue.toFixed())
  expect(new Exact(figures.labourCost.amount).toFixed()).toBe(sum(['LABOUR']).toFixed())
  expect(new Exact(figures.cost.amount).toFixed()).toBe(cost.toFixed())
  expect(new Exact(figures.writeOffs.amount).toFixed()).toBe(sum(['WRITE_OFF']).toFixed())
  const margin = revenue.isZero() ? null : revenue.minus(cost).div(revenue).toDecimalPlaces(4, Decimal.ROUND_HALF_UP).toFixed(4)
  expect(figures.margin).toBe(margin)
}
