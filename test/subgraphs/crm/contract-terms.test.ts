import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { query } from '../../support/query.ts'
import { personWith } from '../../support/subgraph-client.ts'
import { type ServedCrm, serveCrm } from './served-crm.ts'

let crm: ServedCrm
beforeAll(async () => {
  crm = await serveCrm()
})
afterAll(() => crm.stop())

const SCOPES = ['crm:read', 'crm:write', 'crm:commercials:read', 'psa:rates:read']
let keys = 0
async function send(name: Mutation, input: object, scopes: readonly string[] = SCOPES, kind: 'PERSON' | 'SERVICE' = 'PERSON') {
  const { data, errors } = await crm.ask<Readonly<Record<string, Answer | null>>>(
    `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { replayed contract { ${CONTRACT} }
      userErrors { __typename code field ... on ValidationError { rule } ... on StateTransitionError { currentState allowedStates }
        ... on ConflictError { currentRevision } } } }`,
    { principal: personWith(scopes, { kind }), variables: { input: { idempotencyKey: `k${++keys}`, ...input } } },
  )
  return { answer: data[name] ?? null, errors }
}
const withdraw = (input: object) => send('withdrawContractFromReview', input)
const update = (input: object) => send('updateContractTerms', input)
const stored = async (id: string) => {
  const { data } = await crm.ask<{ contract: Answer['contract'] }>(`query ($id: ID!) { contract(id: $id) { ${CONTRACT} } }`, {
    principal: personWith(SCOPES),
    variables: { id },
  })
  return data.contract
}

describe('mending a contract', () => {
  it('that was sent back takes it out of review, changes its terms and submits it again', async () => {
    const withdrawn = await withdraw({ contractId: 'ctr_review', expectedRevision: 1 })
    const changed = await update({
      contractId: 'ctr_review',
      expectedRevision: 2,
      title: ' Statement of work, second wording ',
      totalValue: { amount: '130000', currency: 'EUR' },
      liabilityCap: { amount: '130000', currency: 'EUR' },
      clear: ['NOTICE_DAYS'],
      deliverables: [{ id: 'd1', name: 'System', acceptanceCriteria: 'Ten users\nwork with it' }],
      contractedMilestones: [{ id: 'm1', name: 'Go-live', amount: { amount: '130000', currency: 'EUR' } }],
      billingTerms: {
        schedule: 'MILESTONE',
        frequency: 'ON_EVENT',
        paymentTermsDays: 30,
        currency: 'EUR',
        customerPoRequired: true,
        expensesBillable: false,
      },
    })
    const submitted = await send('submitContractForReview', { contractId: 'ctr_review', expectedRevision: 3 })

    expect(withdrawn.answer).toMatchObject({
      contract: { status: 'DRAFT', legalReview: 'NOT_STARTED', financeReview: 'NOT_STARTED' },
      userErrors: [],
    })
    expect(changed.answer).toMatchObject({
      replayed: false,
      contract: {
        status: 'DRAFT',
        revision: 3,
        title: 'Statement of work, second wording',
        totalValue: { amount: '130000', currency: 'EUR' },
        liabilityCap: { amount: '130000', currency: 'EUR' },
        noticeDays: null,
        deliverables: [{ id: 'd1', acceptanceCriteria: 'Ten users\nwork with it', acceptanceDays: null }],
        contractedMilestones: [{ id: 'm1', dueDate: null, amount: { amount: '130000' } }],
        billingTerms: { paymentTermsDays: 30, expensePolicy: null, retentionPercent: null },
        rateCard: [{ role: 'Consultant', billRate: { amount: '150.00' } }],
        dependencies: ['Access to the legacy system'],
        taxTerms: { servicePeriodClause: 'Leistungszeitraum ist der Kalendermonat' },
        governingLaw: null,
      },
      userErrors: [],
    })
    expect(submitted.answer).toMatchObject({ contract: { status: 'IN_REVIEW', legalReview: 'PENDING', revision: 4 } })
  })

  it('keeps an approval of what was there before from being recorded', async () => {
    const approve = (expectedRevision: number) =>
      send(
        'recordContractApproval',
        { contractId: 'ctr_review2', expectedRevision, legalApproverId: 'wrk_l', financeApproverId: 'wrk_f' },
        ['crm:read', 'delivery:operate'],
        'SERVICE',
      )
    await withdraw({ contractId: 'ctr_review2' })
    expect((await approve(1)).answer?.userErrors).toMatchObject([{ code: 'CONFLICT', currentRevision: 2 }])
    expect((await approve(2)).answer?.userErrors).toMatchObject([{ code: 'INVALID_STATE', currentState: 'DRAFT' }])
    await update({ contractId: 'ctr_review2', expectedRevision: 2, noticeDays: 90 })
    await send('submitContractForReview', { contractId: 'ctr_review2' })
    expect((await approve(1)).answer?.userErrors).toMatchObject([{ code: 'CONFLICT', currentRevision: 4 }])
    expect((await stored('ctr_review2')).status).toBe('IN_REVIEW')
  })

  it.each(['ctr_unready', 'ctr_approved', 'ctr_linked', 'ctr_msa', 'ctr_ended'])(
    'changes no term of %s, which is no draft',
    async (contractId) => {
      const before = await stored(contractId)
      const { answer } = await update({ contractId, expectedRevision: before.revision, title: 'Other', clear: ['LIABILITY_CAP'] })

      expect(answer).toMatchObject({ contract: null, userErrors: [{ code: 'INVALID_STATE', currentState: before.status }] })
      expect(await stored(contractId)).toEqual(before)
    },
  )

  it.each(['SENT_FOR_SIGNATURE', 'EXECUTED', 'TERMINATED'])('changes no term of a contract in %s', async (status) => {
    await query(crm.adminUrl, `update crm.contract set status = '${status}' where id = 'ctr_linked'`)
    const { revision } = await stored('ctr_linked')

    expect(
      (await update({ contractId: 'ctr_linked', expectedRevision: revision, title: 'Other' })).answer?.userErrors,
    ).toMatchObject([{ code: 'INVALID_STATE', currentState: status }])
    expect((await withdraw({ contractId: 'ctr_linked' })).answer?.userErrors).toMatchObject([{ code: 'INVALID_STATE' }])
  })

  it.each(['ctr_draft', 'ctr_approved', 'ctr_msa', 'ctr_ended'])(
    'takes %s out of no review, because it is in none',
    async (id) => {
      expect((await withdraw({ contractId: id })).answer).toMatchObject({
        contract: null,
        userErrors: [{ code: 'INVALID_STATE' }],
      })
    },
  )

  it('is refused once a project is delivered under it, in whatever state somebody left it', async () => {
    for (const [status, act] of [
      ['IN_REVIEW', withdraw],
      ['DRAFT', update],
    ] as const) {
      await query(crm.adminUrl, `update crm.contract set status = '${status}', approved_at = null where id = 'ctr_linked'`)
      const { revision } = await stored('ctr_linked')
      const terms = act === update ? { noticeDays: 1 } : {}

      expect((await act({ contractId: 'ctr_linked', expectedRevision: revision, ...terms })).answer).toMatchObject({
        contract: null,
        userErrors: [{ code: 'INVALID_STATE', currentState: status, allowedStates: [] }],
      })
    }
  })

  it('has one effect under one key, and refuses the key for other terms', async () => {
    const input = { contractId: 'ctr_draft', idempotencyKey: 'once', expectedRevision: 1, noticeDays: 60 }
    const answers = await Promise.all(Array.from({ length: 10 }, () => update(input)))
    const other = await update({ ...input, noticeDays: 61 })

    expect(answers.filter(({ answer }) => answer?.replayed === false && answer.contract.revision === 2)).toHaveLength(1)
    expect(answers.filter(({ answer }) => answer?.replayed === true && answer.contract.revision === 2)).toHaveLength(9)
    expect(other.answer?.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }])
  })

  it.each([
    ['a revision that somebody changed', { expectedRevision: 1, noticeDays: 1 }, { code: 'CONFLICT', currentRevision: 2 }],
    ['nothing to change', {}, { code: 'VALIDATION_FAILED', field: ['input'] }],
    ['a contract that does not exist', { contractId: 'ctr_none', noticeDays: 1 }, { code: 'NOT_FOUND' }],
    ['an end before the start', { effectiveFrom: '2026-06-02', effectiveTo: '2026-06-01' }, { rule: 'CC-07' }],
    ['another currency', { totalValue: { amount: '1', currency: 'USD' } }, { rule: 'CURRENCY_MISMATCH' }],
    ['a name that is shown backwards', { title: 'Cap\u202e' }, { rule: 'TEXT_UNSAFE', field: ['input', 'title'] }],
    [
      'text that cannot be stored',
      { dependencies: ['a\u0000b'] },
      { rule: 'TEXT_UNSAFE', field: ['input', 'dependencies', '0'] },
    ],
  ])('refuses %s, and changes nothing', async (_, input, expected) => {
    const before = await stored('ctr_draft')
    const { answer } = await update({ contractId: 'ctr_draft', expectedRevision: before.revision, ...input })

    expect(answer?.userErrors[0]).toMatchObject(expected)
    expect(await stored('ctr_draft')).toEqual(before)
  })

  it('keeps stored files as long as the new end of the contract asks for', async () => {
    await query(
      crm.adminUrl,
      `insert into crm.document_version (id, contract_id, kind, title, version, sha256, size_bytes, media_type, retain_until)
       values ('dcv_term', 'ctr_draft', 'ANNEX', 'a.txt', 1, repeat('a', 64), 1, 'text/plain', '2030-01-01')`,
    )
    const retention = async () =>
      (
        await query<{ day: string | null }>(
          crm.adminUrl,
          "select retain_until::text as day from crm.document_version where id = 'dcv_term'",
        )
      )[0]?.day
    const { revision } = await stored('ctr_draft')
    await update({ contractId: 'ctr_draft', expectedRevision: revision, effectiveTo: '2031-12-31' })
    expect(await retention()).toBe('2041-12-31')
    await update({ contractId: 'ctr_draft', expectedRevision: revision + 1, clear: ['EFFECTIVE_TO'] })
    expect(await retention()).toBeNull()
  })

  it('is for nobody who may only read', async () => {
    for (const name of ['withdrawContractFromReview', 'updateContractTerms'] as const) {
      const { answer, errors } = await send(name, { contractId: 'ctr_unready', expectedRevision: 1 }, [
        'crm:read',
        'delivery:operate',
      ])
      expect(answer).toBeNull()
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    }
  })
})

type Mutation = 'withdrawContractFromReview' | 'updateContractTerms' | 'submitContractForReview' | 'recordContractApproval'
interface Answer {
  readonly replayed: boolean
  readonly contract: { readonly revision: number; readonly status: string }
  readonly userErrors: readonly { readonly code: string }[]
}
const CONTRACT = `revision status title governingLaw effectiveFrom effectiveTo totalValue { amount currency } pricingModel
  legalReview financeReview liabilityCap { amount currency } noticeDays dependencies
  billingTerms { schedule paymentTermsDays customerPoNumber expensePolicy retentionPercent }
  taxTerms { servicePeriodClause } deliverables { id name acceptanceCriteria acceptanceDays }
  contractedMilestones { id dueDate amount { amount } } rateCard { role billRate { amount } }`
