import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import type { ApprovalAction } from '../../../subgraphs/delivery/approval-port.ts'
import { callBy, type DeliveryFixture, FINANCE, LEGAL, OPS, person } from './support/delivery-fixture.ts'
import { openWaitingRun, type WaitingRun } from './support/waiting-run.ts'

const APPROVE: ApprovalAction = { kind: 'decide', decision: 'APPROVE', comment: null }

/** What any system behind the delivery port has to do with writes; its readers have the reader contract. */
export function describeDeliveryPort(name: string, open: () => Promise<DeliveryFixture>): void {
  describe(`${name}: delivery port`, () => {
    let fixture: DeliveryFixture
    let count = 0
    beforeAll(async () => {
      fixture = await open()
    })
    afterAll(() => fixture.close())

    const start = (opportunityId: string, idempotencyKey: string, by: Principal = OPS, contractId: string | null = null) =>
      fixture.system.handoffs.create({ opportunityId, contractId }, { idempotencyKey }, callBy(by))
    const waiting = (): Promise<WaitingRun> => {
      count += 1
      return openWaitingRun(fixture, `wait${count}`)
    }
    const decide = (id: string, key: string, by: Principal, action: ApprovalAction = APPROVE, ifRevision?: number) =>
      fixture.system.approvals.act(
        id,
        action,
        { idempotencyKey: `${id} ${key}`, ...(ifRevision !== undefined && { ifRevision }) },
        callBy(by),
      )
    const cancel = (runId: string, key: string, reason = 'The client withdrew.') =>
      fixture.system.runs.act(runId, { kind: 'cancel', reason }, { idempotencyKey: `${runId} ${key}` }, callBy(OPS))
    const countOf = async (table: string, where: string) =>
      (await fixture.rows<{ count: number }>(`select count(*)::int as count from ${table} where ${where}`))[0]?.count

    describe('start of a handoff', () => {
      it('opens the handoff with its run, its steps, their events, and wakes the run', async () => {
        const started = await start('opp_first', 'k1')

        expect(started).toMatchObject({
          ok: true,
          replayed: false,
          record: { status: 'DRAFT', attempt: 1, opportunityId: 'opp_first' },
        })
        if (!started.ok) return
        const { runId } = started.record
        const [run] = await fixture.system.runs.getByIds([runId], callBy(OPS))
        expect(run).toMatchObject({
          key: 'ho:opp_first:1',
          status: 'RUNNING',
          definitionVersion: 2,
          startedByWorkerId: 'wrk_deliveryops',
          correlationId: 'test-request',
        })
        const steps = (await fixture.system.steps.findByKey('runId', [runId], callBy(OPS))).get(runId) ?? []
        expect(
          steps
            .toSorted((a, b) => a.position - b.position)
            .map(({ idempotencyKey }) => idempotencyKey)
            .slice(0, 2),
        ).toEqual(['ho:opp_first:1:H01', 'ho:opp_first:1:H02'])
        const events = (await fixture.system.events.pageByKey('runId', [runId], {}, callBy(OPS))).get(runId)?.records ?? []
        expect(events.map(({ action, actor }) => `${action} ${actor}`).toSorted()).toEqual([
          'handoff.opened delivery_ops',
          'run.started delivery_ops',
        ])
        expect(await countOf('delivery.workflow_run', `id = '${runId}' and wake_at is not null`)).toBe(1)
      })

      it('answers a repetition with the same handoff, and says that it is one', async () => {
        const first = await start('opp_again', 'same')
        const second = await start('opp_again', 'same')

        expect(second).toMatchObject({ ok: true, replayed: true })
        expect(second.ok && first.ok && second.record.id === first.record.id).toBe(true)
      })

      it('refuses the same key with another opportunity', async () => {
        await start('opp_mine', 'reused')

        expect(await start('opp_other', 'reused')).toMatchObject({ ok: false, errors: [{ code: 'IDEMPOTENCY_MISMATCH' }] })
      })

      it('takes the key of another caller for another request', async () => {
        await start('opp_keya', 'shared')

        expect(await start('opp_keyb', 'shared', person('billing_specialist'))).toMatchObject({ ok: true, replayed: false })
      })

      it('[RS-05] makes one run of a hundred concurrent starts with one key, and of fifty with fifty keys', async () => {
        const withOneKey = await Promise.all(Array.from({ length: 100 }, () => start('opp_fiftyone', 'one')))
        const withFifty = await Promise.all(Array.from({ length: 50 }, (_, index) => start('opp_fiftykeys', `fifty ${index}`)))

        for (const answers of [withOneKey, withFifty]) {
          expect(answers.every(({ ok }) => ok)).toBe(true)
          expect(new Set(answers.map((answer) => answer.ok && answer.record.id)).size).toBe(1)
          expect(answers.filter((answer) => answer.ok && !answer.replayed)).toHaveLength(1)
        }
        expect(await countOf('delivery.workflow_run', "key like 'ho:opp_fifty%'")).toBe(2)
      }, 60_000)

      it.each([
        ['not an id', 'opp;drop', null],
        ['an id of something else', 'acc_1', null],
        ['a contract that is none', 'opp_x', 'opp_x'],
      ])('refuses %s', async (_, opportunityId, contractId) => {
        expect(await start(opportunityId, 'k', OPS, contractId)).toMatchObject({
          ok: false,
          errors: [{ code: 'VALIDATION_FAILED' }],
        })
      })

      it.each(['', ' ', 'k'.repeat(201)])('refuses the idempotency key "%s"', async (key) => {
        expect(await start('opp_key', key)).toMatchObject({
          ok: false,
          errors: [{ code: 'VALIDATION_FAILED', field: ['input', 'idempotencyKey'] }],
        })
      })

      it.each([
        ['is blocked by a review task', "update delivery.handoff set status = 'BLOCKED' where", 'IN_REVIEW'],
        ['goes on', 'select from delivery.handoff where', 'WAITING_SYSTEM'],
      ])('joins a handoff that %s', async (name, statement, status) => {
        const first = await start(`opp_join${status.slice(0, 2).toLowerCase()}`, `first ${name}`)
        if (!first.ok) throw new Error('not started')
        await fixture.rows(`${statement} id = '${first.record.id}';
          update delivery.workflow_run set status = '${status}' where id = '${first.record.runId}'`)

        expect(await start(first.record.opportunityId, `second ${name}`)).toMatchObject({
          ok: true,
          replayed: true,
          record: { id: first.record.id, attempt: 1 },
        })
      })

      it.each([
        ['wished', "update delivery.workflow_run set cancel_requested_by = 'delivery_ops' where id ="],
        ['being done', "update delivery.workflow_run set status = 'COMPENSATING' where id ="],
        ['parked', "update delivery.workflow_step set compensation_status = 'FAILED' where key = 'H01' and run_id ="],
      ])('does not join a handoff whose cancellation is %s', async (name, statement) => {
        const first = await start(`opp_undo${name.slice(0, 2)}`, `first ${name}`)
        if (!first.ok) throw new Error('not started')
        await fixture.rows(`${statement} '${first.record.runId}'`)

        expect(await start(first.record.opportunityId, `second ${name}`)).toMatchObject({
          ok: false,
          errors: [{ code: 'INVALID_STATE', currentState: 'DRAFT', message: expect.stringContaining('is being cancelled') }],
        })
      })

      it('begins a new attempt of a handoff whose run of version 1 failed, and a new handoff after a cancelled one', async () => {
        const first = await start('opp_blocked', 'b1')
        if (!first.ok) throw new Error('not started')
        await fixture.rows(`update delivery.handoff set status = 'BLOCKED', blockers = '[{}]' where id = '${first.record.id}';
          update delivery.workflow_run set status = 'FAILED' where id = '${first.record.runId}'`)
        const second = await start('opp_blocked', 'b2')
        expect(second).toMatchObject({ ok: true, record: { id: first.record.id, attempt: 2, status: 'DRAFT', blockers: [] } })
        await fixture.rows(`update delivery.handoff set status = 'CANCELLED' where id = '${first.record.id}'`)
        const third = await start('opp_blocked', 'b3')

        expect(third).toMatchObject({ ok: true, record: { attempt: 3 } })
        expect(third.ok && third.record.id !== first.record.id).toBe(true)
      })
    })

    describe('decision on an approval', () => {
      it('records who decided and when, and wakes the run', async () => {
        const { legalId, runId } = await waiting()

        expect(await decide(legalId, 'k', LEGAL)).toMatchObject({
          ok: true,
          replayed: false,
          record: { status: 'APPROVED', decision: 'APPROVE', decidedBy: 'legal', decidedByWorkerId: 'wrk_legal', revision: 2 },
        })
        expect(await countOf('delivery.workflow_run', `id = '${runId}' and wake_at is not null`)).toBe(1)
        expect(
          await countOf(
            'delivery.handoff_event',
            `entity_id = '${legalId}' and action = 'approval.approved' and actor = 'legal'`,
          ),
        ).toBe(1)
      })

      it('answers a repetition, and refuses a second decision', async () => {
        const { legalId } = await waiting()
        await decide(legalId, 'same', LEGAL)

        expect(await decide(legalId, 'same', LEGAL)).toMatchObject({ ok: true, replayed: true })
        expect(await decide(legalId, 'other', LEGAL)).toMatchObject({
          ok: false,
          errors: [{ code: 'INVALID_STATE', currentState: 'APPROVED', allowedStates: [] }],
        })
      })

      it('takes one of fifty concurrent decisions', async () => {
        const { legalId } = await waiting()
        const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => decide(legalId, `k${index}`, LEGAL)))

        expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
        expect(await countOf('delivery.handoff_event', `entity_id = '${legalId}' and action = 'approval.approved'`)).toBe(1)
      }, 60_000)

      it('needs two people: one who decides both at the same moment gets one of them', async () => {
        const { legalId, financeId } = await waiting()
        const both = { ...LEGAL, roles: ['legal', 'finance_controller'] }
        const answers = await Promise.all([decide(legalId, 'l', both), decide(financeId, 'f', both)])

        expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
        expect(answers.find(({ ok }) => !ok)).toMatchObject({
          errors: [{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }],
        })
      })

      it('refuses the requester, under the subject and under the worker id', async () => {
        const { legalId } = await waiting()

        for (const by of [
          { ...OPS, roles: ['legal'] },
          { ...LEGAL, workerId: 'wrk_deliveryops' },
        ]) {
          expect(await decide(legalId, `k ${by.subject}`, by)).toMatchObject({
            ok: false,
            errors: [{ code: 'POLICY_VIOLATION' }],
          })
        }
      })

      it('refuses somebody in another role, and anybody who is no worker', async () => {
        const { legalId } = await waiting()

        expect(await decide(legalId, 'k1', FINANCE)).toMatchObject({
          ok: false,
          errors: [{ code: 'FORBIDDEN', policy: 'approver_role' }],
        })
        expect(await decide(legalId, 'k2', { ...LEGAL, workerId: null })).toMatchObject({
          ok: false,
          errors: [{ code: 'FORBIDDEN' }],
        })
      })

      it('wants a comment with a rejection, a known approval, and the revision that was read', async () => {
        const { legalId } = await waiting()

        expect(await decide(legalId, 'k1', LEGAL, { kind: 'decide', decision: 'REJECT', comment: ' ' })).toMatchObject({
          ok: false,
          errors: [{ field: ['input', 'comment'] }],
        })
        expect(await decide('apr_unknown', 'k2', LEGAL)).toMatchObject({ ok: false, errors: [{ code: 'NOT_FOUND' }] })
        expect(await decide(legalId, 'k3', LEGAL, APPROVE, 7)).toMatchObject({
          ok: false,
          errors: [{ code: 'CONFLICT', currentRevision: 1 }],
        })
      })
    })

    describe('cancel of a run', () => {
      it('is a request that the run finds and is woken up by; a repetition adds nothing', async () => {
        const { runId } = await waiting()

        expect(await cancel(runId, 'k')).toMatchObject({ ok: true, replayed: false })
        expect(await cancel(runId, 'k')).toMatchObject({ ok: true, replayed: true })
        expect(await cancel(runId, 'k2', 'Again.')).toMatchObject({ ok: true })
        expect(await countOf('delivery.workflow_run', `id = '${runId}' and cancel_reason = 'The client withdrew.'`)).toBe(1)
        expect(await countOf('delivery.workflow_run', `id = '${runId}' and wake_at is not null`)).toBe(1)
        const requested = `run_id = '${runId}' and action = 'run.cancel_requested' and actor = 'delivery_ops'`
        expect(await countOf('delivery.handoff_event', `${requested} and from_state = to_state`)).toBe(1)
      })

      it('closes the approvals to decisions at once', async () => {
        const { runId, legalId } = await waiting()
        await cancel(runId, 'k')

        expect(await decide(legalId, 'late', LEGAL)).toMatchObject({
          ok: false,
          errors: [{ code: 'INVALID_STATE', currentState: 'PENDING' }],
        })
      })

      it.each(['COMPLETED', 'FAILED', 'CANCELLED', 'COMPENSATING'])('refuses a run that is %s', async (status) => {
        const { runId } = await waiting()
        await fixture.rows(`update delivery.workflow_run set status = '${status}' where id = '${runId}'`)

        expect(await cancel(runId, 'k')).toMatchObject({
          ok: false,
          errors: [{ code: 'INVALID_STATE', currentState: status, allowedStates: [] }],
        })
      })

      it('refuses an unknown run and an empty reason', async () => {
        expect(await cancel('run_unknown', 'k')).toMatchObject({ ok: false, errors: [{ code: 'NOT_FOUND' }] })
        expect(await cancel('run_unknown', 'k', ' ')).toMatchObject({ ok: false, errors: [{ code: 'VALIDATION_FAILED' }] })
      })
    })

    it.each([
      'update delivery.handoff_event set action = action',
      'delete from delivery.handoff_event',
      'truncate delivery.handoff_event',
    ])('keeps the log: %s is refused, also to the administrator', async (statement) => {
      await expect(fixture.rows(statement)).rejects.toMatchObject({ code: '23001' })
    })
  })
}
