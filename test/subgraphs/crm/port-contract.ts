import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { dateText } from '../../../contracts/wire/values.ts'
import type {
  Account,
  AccountFilter,
  Contact,
  Contract,
  ContractFilter,
  CrmSystem,
  NoFilter,
  Opportunity,
  OpportunityFilter,
  OpportunityOrderField,
} from '../../../subgraphs/crm/port.ts'
import type { Call, Write, WriteError } from '../../../subgraphs/shared/port.ts'
import { describeReader } from '../../support/reader-contract.ts'
import { partnerOf } from '../../support/row-contract.ts'
import { personWith } from '../../support/subgraph-client.ts'
import type { CrmTable } from './fixture.ts'

/** A system loaded with the records of `crmFixture`. */
export interface OpenedCrm {
  readonly system: CrmSystem
  /** Every stored id, asked behind the back of the port. */
  allIds(table: CrmTable): Promise<readonly string[]>
  /** Stores `crmRecord(table, id)`. */
  insert(table: CrmTable, id: string): Promise<void>
  /** Locks a record as somebody else's change would, until the returned function is called. */
  hold(table: CrmTable, id: string): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** What every adapter of the CRM promises. `open` gives a fresh system. */
export function describeCrmPort(name: string, open: () => Promise<OpenedCrm>): void {
  describeReaders(name, open)
  describeWrites(name, open)
}

function describeReaders(name: string, open: () => Promise<OpenedCrm>): void {
  describe(`CRM port on ${name}`, () => {
    let opened: OpenedCrm
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())
    const stored = (table: CrmTable) => ({
      allIds: () => opened.allIds(table),
      insert: (id: string) => opened.insert(table, id),
    })

    describeReader<Account, AccountFilter, 'parentId', never>('accounts', {
      ...stored('crm.account'),
      reader: () => opened.system.accounts,
      keys: { parentId: ({ parentId }) => parentId },
      orders: {},
      filters: [
        { filter: { region: ['IND'] }, matches: ({ region }) => region === 'IND' },
        { filter: { status: ['PROSPECT'], region: ['IND'] }, matches: ({ status }) => status === 'PROSPECT' },
        { filter: { ids: ['acc_one', 'acc_none'] }, matches: ({ id }) => id === 'acc_one' },
        { filter: { search: 'CHIL' }, matches: ({ name: title }) => title === 'Child' },
      ],
      viewers: [
        {
          title: 'a client of two accounts',
          principal: partnerOf('CLIENT', { accountIds: ['acc_two', 'acc_child1'] }),
          sees: ({ id }) => ['acc_two', 'acc_child1'].includes(id),
        },
        {
          title: 'a reseller with deals',
          principal: partnerOf('RESELLER', { accountIds: ['acc_two'] }),
          sees: ({ id }) => ['acc_one', 'acc_two'].includes(id),
        },
      ],
    })
    describeReader<Contact, NoFilter, 'accountId', never>('contacts', {
      ...stored('crm.contact'),
      reader: () => opened.system.contacts,
      keys: { accountId: ({ accountId }) => accountId },
      orders: {},
    })
    describeReader<Opportunity, OpportunityFilter, 'accountId' | 'projectId', OpportunityOrderField>('opportunities', {
      ...stored('crm.opportunity'),
      reader: () => opened.system.opportunities,
      keys: { accountId: ({ accountId }) => accountId, projectId: ({ projectId }) => projectId },
      orders: { CLOSE_DATE: ({ closeDate }) => closeDate, CREATED_AT: ({ createdAt }) => createdAt },
      filters: [
        {
          filter: { stage: ['ACCEPTED', 'CLOSED_LOST'] },
          matches: ({ stage }) => stage === 'ACCEPTED' || stage === 'CLOSED_LOST',
        },
        {
          filter: { closeDate: { from: dateText('2026-01-10'), to: dateText('2026-02-10') } },
          matches: ({ closeDate }) => closeDate <= '2026-02-10',
        },
      ],
      viewers: [
        {
          title: 'a reseller',
          principal: partnerOf('RESELLER', { accountIds: ['acc_two'] }),
          sees: ({ resellerAccountId }) => resellerAccountId === 'acc_two',
        },
      ],
    })
    describeReader<Contract, ContractFilter, 'accountId' | 'opportunityId' | 'projectId', never>('contracts', {
      ...stored('crm.contract'),
      reader: () => opened.system.contracts,
      keys: {
        accountId: ({ accountId }) => accountId,
        opportunityId: ({ opportunityId }) => opportunityId,
        projectId: ({ projectId }) => projectId,
      },
      orders: {},
      filters: [
        { filter: { status: ['IN_REVIEW'] }, matches: ({ status }) => status === 'IN_REVIEW' },
        { filter: { type: ['MASTER_AGREEMENT'] }, matches: ({ type }) => type === 'MASTER_AGREEMENT' },
      ],
      viewers: [
        {
          title: 'a client',
          principal: partnerOf('CLIENT', { accountIds: ['acc_one'] }),
          sees: ({ accountId, status }) => accountId === 'acc_one' && (status === 'ACTIVE' || status === 'EXPIRED'),
        },
      ],
    })
  })
}

function describeWrites(name: string, open: () => Promise<OpenedCrm>): void {
  describe(`CRM port on ${name}`, () => {
    let opened: OpenedCrm
    let keys = 0
    const key = () => `key-${++keys}`
    const crm = () => opened.system

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    async function opportunity(id: string): Promise<Opportunity> {
      return (await crm().opportunities.getByIds([id], CALL))[0] as Opportunity
    }
    async function contract(id: string): Promise<Contract> {
      return (await crm().contracts.getByIds([id], CALL))[0] as Contract
    }
    const accept = (id: string, options: { idempotencyKey?: string; ifRevision?: number; call?: Call } = {}) => {
      const { idempotencyKey = key(), ifRevision, call = CALL } = options
      return crm().opportunities.act(id, { kind: 'accept' }, { idempotencyKey, ifRevision }, call)
    }
    const link = (id: string, contractId: string, projectId: string) =>
      crm().opportunities.act(id, { kind: 'linkProject', contractId, projectId }, { idempotencyKey: key() }, CALL)
    const unlink = (id: string, projectId: string) =>
      crm().opportunities.act(id, { kind: 'unlinkProject', projectId }, { idempotencyKey: key() }, CALL)
    const approve = (id: string, approvers: Partial<typeof APPROVERS> = {}, call = CALL) =>
      crm().contracts.act(id, { kind: 'recordApproval', ...APPROVERS, ...approvers }, { idempotencyKey: key() }, call)
    const reopen = (id: string, call = CALL) => crm().contracts.act(id, { kind: 'reopenReview' }, { idempotencyKey: key() }, call)

    const acceptedEvents = async (id: string) => (await crm().events.pending(100)).filter(({ subjectId }) => subjectId === id)

    describe('accepting an opportunity', () => {
      it('[MW-06] tells of it once, however often and under whatever key it is sent', async () => {
        await opened.insert('crm.opportunity', 'opp_told')
        await accept('opp_told', { idempotencyKey: 'told' })
        await accept('opp_told', { idempotencyKey: 'told' })
        await accept('opp_told', { idempotencyKey: 'told again' })

        expect(await acceptedEvents('opp_told')).toMatchObject([
          {
            type: 'opportunity.accepted',
            version: 1,
            payload: { opportunityId: 'opp_told', contractId: null, accountId: 'acc_one', acceptedByWorkerId: 'wrk_tester' },
            correlationId: 'test',
            actor: 'tester',
          },
        ])
      })

      it('moves it from CLOSED_WON to ACCEPTED and stamps who and when', async () => {
        const written = record(await accept('opp_won0'))

        expect(written).toMatchObject({ stage: 'ACCEPTED', acceptedById: 'wrk_tester', revision: 2 })
        expect(written.acceptedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
      })

      it('answers a repetition with the same key, and changes nothing', async () => {
        const first = await accept('opp_won1', { idempotencyKey: 'once' })
        const second = await accept('opp_won1', { idempotencyKey: 'once' })

        expect(first).toMatchObject({ ok: true, replayed: false })
        expect(second).toMatchObject({ ok: true, replayed: true, record: { revision: 2 } })
      })

      it('refuses the same key with other input', async () => {
        await accept('opp_won2', { idempotencyKey: 'mismatch' })

        expect(faults(await accept('opp_won3', { idempotencyKey: 'mismatch' }))).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }])
        expect(await opportunity('opp_won3')).toMatchObject({ stage: 'CLOSED_WON' })
      })

      it('keeps the keys of two callers apart', async () => {
        await accept('opp_won1', { idempotencyKey: 'mine' })
        const other = await accept('opp_won1', { idempotencyKey: 'mine', call: callOf('somebody') })

        expect(faults(other)).toMatchObject([{ code: 'INVALID_STATE' }])
      })

      it('has one effect when fifty requests with one key arrive at once', async () => {
        const answers = await Promise.all(Array.from({ length: 50 }, () => accept('opp_won4', { idempotencyKey: 'rush' })))

        expect(answers.filter((answer) => answer.ok && !answer.replayed)).toHaveLength(1)
        expect(answers.filter((answer) => answer.ok && answer.replayed)).toHaveLength(49)
        expect(await opportunity('opp_won4')).toMatchObject({ stage: 'ACCEPTED', revision: 2 })
      })

      it('lets one of fifty different requests win', async () => {
        const answers = await Promise.all(Array.from({ length: 50 }, () => accept('opp_won3')))

        expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
        expect(await opportunity('opp_won3')).toMatchObject({ revision: 2 })
      })

      it.each(['opp_stage0', 'opp_stage1', 'opp_accepted'])('refuses %s, which is not won', async (id) => {
        const { stage } = await opportunity(id)
        const [fault] = faults(await accept(id))

        expect(fault).toMatchObject({ code: 'INVALID_STATE', currentState: stage })
        expect((await opportunity(id)).stage).toBe(stage)
      })

      it('refuses a stale revision, and names the stored one', async () => {
        const answer = await accept('opp_stage2', { ifRevision: 7 })

        expect(faults(answer)).toMatchObject([{ code: 'CONFLICT', currentRevision: 1 }])
      })

      it('lets a refused request be corrected under the same key', async () => {
        await accept('opp_stage2', { idempotencyKey: 'corrected', ifRevision: 7 })

        expect(await accept('opp_stage2', { idempotencyKey: 'corrected', ifRevision: 1 })).toMatchObject({
          ok: true,
          replayed: false,
        })
      })

      it('does not know a missing opportunity', async () => {
        expect(faults(await accept('opp_missing'))).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'opportunityId'] }])
      })
    })

    describe('updating an opportunity', () => {
      const update = (id: string, patch: Parameters<CrmSystem['opportunities']['update']>[1], ifRevision?: number) =>
        crm().opportunities.update(id, patch, { idempotencyKey: key(), ifRevision }, CALL)

      it('changes the named fields and leaves the others', async () => {
        const written = record(await update('opp_accepted', { scopeSummary: 'Finance first', requiresSubcontractors: true }, 1))

        expect(written).toMatchObject({ scopeSummary: 'Finance first', requiresSubcontractors: true, plannedStart: '2026-06-01' })
      })

      it.each([
        ['an end before the start', { plannedEnd: '2026-05-31' }, { code: 'VALIDATION_FAILED', field: ['input', 'plannedEnd'] }],
        ['nothing', {}, { code: 'VALIDATION_FAILED', field: ['input'] }],
        ['an endless scope', { scopeSummary: 'x'.repeat(4001) }, { code: 'VALIDATION_FAILED', field: ['input', 'scopeSummary'] }],
      ])('refuses %s', async (_, patch, expected) => {
        expect(faults(await update('opp_accepted', patch as Parameters<typeof update>[1]))).toMatchObject([expected])
      })

      it('refuses a lost sale, and one whose project exists', async () => {
        expect(faults(await update('opp_stage1', { scopeSummary: 'x' }))).toMatchObject([{ code: 'INVALID_STATE' }])
        expect(faults(await update('opp_linked', { scopeSummary: 'x' }))).toMatchObject([{ code: 'INVALID_STATE' }])
      })
    })

    describe('reviewing a contract', () => {
      it('goes from draft into review', async () => {
        const written = await crm().contracts.act('ctr_draft', { kind: 'submitForReview' }, { idempotencyKey: key() }, CALL)

        expect(record(written)).toMatchObject({ status: 'IN_REVIEW', legalReview: 'PENDING', financeReview: 'PENDING' })
      })

      it.each(['ctr_approved', 'ctr_ended'])('refuses to submit %s, which is no draft', async (id) => {
        const answer = await crm().contracts.act(id, { kind: 'submitForReview' }, { idempotencyKey: key() }, CALL)

        expect(faults(answer)).toMatchObject([{ code: 'INVALID_STATE' }])
      })

      it('is approved by two people, and keeps who and when', async () => {
        const written = record(await approve('ctr_review'))

        expect(written).toMatchObject({ status: 'APPROVED', legalReview: 'APPROVED', financeReview: 'APPROVED', ...APPROVERS })
        expect(written.approvedAt).not.toBeNull()
      })

      it('is never approved by one person twice', async () => {
        const answer = await approve('ctr_review2', { financeApproverId: APPROVERS.legalApproverId })

        expect(faults(answer)).toMatchObject([{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }])
        expect(await contract('ctr_review2')).toMatchObject({ status: 'IN_REVIEW', approvedAt: null })
      })

      it.each(['ctr_approved', 'ctr_ended', 'ctr_msa'])('refuses to approve %s, which is not in review', async (id) => {
        expect(faults(await approve(id))).toMatchObject([{ code: 'INVALID_STATE', currentState: (await contract(id)).status }])
      })

      it('refuses an approver that cannot be a worker', async () => {
        expect(faults(await approve('ctr_review2', { legalApproverId: 'acc_one' }))).toMatchObject([
          { code: 'VALIDATION_FAILED', field: ['input', 'legalApproverId'] },
        ])
      })

      it('is reopened by the caller that recorded the approval, and by nobody else', async () => {
        await approve('ctr_review2')

        expect(faults(await reopen('ctr_review2', callOf('somebody')))).toMatchObject([{ code: 'FORBIDDEN' }])
        expect(record(await reopen('ctr_review2'))).toMatchObject({
          status: 'IN_REVIEW',
          approvedAt: null,
          legalApproverId: null,
        })
      })

      it('is left alone when there is no approval to take back', async () => {
        const before = await contract('ctr_unready')

        expect(record(await reopen('ctr_unready', callOf('somebody')))).toEqual(before)
      })

      it('cannot be reopened once it has ended', async () => {
        expect(faults(await reopen('ctr_ended'))).toMatchObject([{ code: 'INVALID_STATE', allowedStates: [] }])
      })

      it('takes the purchase order of the client until it ends', async () => {
        const action = { kind: 'recordClientPurchaseOrder', customerPoNumber: ' PO-7 ' } as const
        const record1 = await crm().contracts.act('ctr_unready', action, { idempotencyKey: key() }, CALL)
        const ended = await crm().contracts.act('ctr_ended', action, { idempotencyKey: key() }, CALL)
        const empty = { ...action, customerPoNumber: '  ' }

        expect(record(record1).billingTerms).toMatchObject({ customerPoNumber: 'PO-7', paymentTermsDays: 14 })
        expect(faults(ended)).toMatchObject([{ code: 'INVALID_STATE' }])
        expect(faults(await crm().contracts.act('ctr_unready', empty, { idempotencyKey: key() }, CALL))).toMatchObject([
          { code: 'VALIDATION_FAILED' },
        ])
      })
    })

    describe('linking a project', () => {
      it('enters it on the opportunity and on the contract, and repeating that changes nothing', async () => {
        const linked = record(await link('opp_accepted', 'ctr_approved', 'prj_new'))
        const again = record(await link('opp_accepted', 'ctr_approved', 'prj_new'))

        expect(linked).toMatchObject({ projectId: 'prj_new' })
        expect(again.revision).toBe(linked.revision)
        expect(await contract('ctr_approved')).toMatchObject({ projectId: 'prj_new', revision: 2 })
      })

      it.each([
        ['an opportunity that was not accepted', 'opp_stage0', 'ctr_approved', 'prj_a', 'INVALID_STATE'],
        ['a contract that is not approved', 'opp_other', 'ctr_unready', 'prj_a', 'INVALID_STATE'],
        ['a contract of another sale', 'opp_other', 'ctr_linked', 'prj_a', 'VALIDATION_FAILED'],
        ['a contract that does not exist', 'opp_other', 'ctr_missing', 'prj_a', 'NOT_FOUND'],
        ['an opportunity that has another project', 'opp_linked', 'ctr_linked', 'prj_a', 'CONFLICT'],
        ['an id that is no project', 'opp_linked', 'ctr_linked', 'acc_one', 'VALIDATION_FAILED'],
      ])('refuses %s', async (_, opportunityId, contractId, projectId, code) => {
        expect(faults(await link(opportunityId, contractId, projectId))).toMatchObject([{ code }])
      })

      it('refuses a project that another sale has', async () => {
        const free = record(await unlink('opp_accepted', 'prj_new'))

        expect(free.projectId).toBeNull()
        expect(faults(await link('opp_accepted', 'ctr_approved', 'prj_taken'))).toMatchObject([{ code: 'CONFLICT' }])
      })

      it('is undone on both records, and undoing it again changes nothing', async () => {
        const gone = record(await unlink('opp_linked', 'prj_taken'))
        const again = record(await unlink('opp_linked', 'prj_taken'))

        expect(gone.projectId).toBeNull()
        expect(again.revision).toBe(gone.revision)
        expect(await contract('ctr_linked')).toMatchObject({ projectId: null })
      })
    })
  })
}

export const callOf = (subject: string): Call => ({ principal: personWith([], { subject }), correlationId: 'test' })
const CALL = callOf('tester')
const APPROVERS = { legalApproverId: 'wrk_legal', financeApproverId: 'wrk_finance' }

function record<Record>(write: Write<Record>): Record {
  if (write.ok) return write.record
  throw new Error(`refused: ${JSON.stringify(write.errors)}`)
}

function faults(write: Write<unknown>): readonly WriteError[] {
  return write.ok ? [] : write.errors
}
