import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { personWith } from '../../support/subgraph-client.ts'
import { type RunningPsa, startTestPsa } from './start-test-psa.ts'

describe('mutations of timecards', () => {
  let psa: RunningPsa
  const ask: RunningPsa['ask'] = (query, options) => psa.ask(query, options)

  beforeAll(async () => {
    psa = await startTestPsa()
  })
  afterAll(() => psa.stop())

  describe('time', () => {
    const submit = (principal = CONSULTANT) =>
      ask<{ submitTimecard: { timecard: { id: string; status: string } } }>(
        `mutation { submitTimecard(input: { idempotencyKey: "w1", assignmentId: "asg_active", weekStart: "2026-05-18",
          entries: [{ date: "2026-05-18", hours: "8", billable: true }] }) { timecard { id status totalHours } userErrors { code } } }`,
        { principal },
      )
    const decide = (timecardId: string, principal: typeof READER) =>
      ask<{ decideTimecard: { timecard: { status: string } | null; userErrors: readonly object[] } | null }>(
        `mutation ($id: ID!) { decideTimecard(input: { idempotencyKey: "d-${timecardId}", timecardId: $id, approve: true }) {
          timecard { status approver { id } } userErrors { code } } }`,
        { principal, variables: { id: timecardId } },
      )

    it('is submitted by the worker and approved by somebody else', async () => {
      const { data } = await submit()
      const { timecard } = data.submitTimecard
      const approved = await decide(timecard.id, APPROVER)

      expect(timecard).toMatchObject({ status: 'SUBMITTED', totalHours: '8' })
      expect(approved.data.decideTimecard).toEqual({
        timecard: { status: 'APPROVED', approver: { id: 'wrk_pm' } },
        userErrors: [],
      })
    })

    it('is never approved by the worker, nor by whoever submitted it, whatever their scopes', async () => {
      const worker = await decide('tim_own', { ...CONSULTANT, scopes: ['psa:read', 'psa:time:approve'] })
      const submitter = await decide('tim_own', { ...APPROVER, subject: 'other' })
      const { data } = await ask(
        '{ timecards(filter: { workerIds: ["wrk_tester"], week: { from: "2026-01-05", to: "2026-01-05" } }) { nodes { status } } }',
        {
          principal: READER,
        },
      )

      for (const { data: refused, errors } of [worker, submitter]) {
        expect(refused).toEqual({ decideTimecard: null })
        expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
      }
      expect(data).toEqual({ timecards: { nodes: [{ status: 'SUBMITTED' }] } })
    })

    it('is decided on by nobody when the timecard does not exist', async () => {
      expect((await decide('tim_missing', APPROVER)).data).toEqual({ decideTimecard: null })
    })

    it('is not submitted without the scope', async () => {
      expect((await submit(personWith(['psa:read']))).errors?.[0]?.extensions).toMatchObject({
        code: 'UNAUTHORIZED_FIELD_OR_TYPE',
      })
    })
  })
})

const READER = personWith(['psa:read', 'psa:rates:read'])
const CONSULTANT = personWith(['psa:read', 'psa:time:write'])
const APPROVER = personWith(['psa:read', 'psa:time:approve'], { subject: 'pm', workerId: 'wrk_pm' })
