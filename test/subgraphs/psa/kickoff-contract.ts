import { beforeAll, describe, expect, it } from '@jest/globals'
import { instant } from '../../../contracts/wire/values.ts'
import type { Project } from '../../../subgraphs/psa/port.ts'
import type { CheckedItem, Kickoff, KickoffDraft } from '../../../subgraphs/psa/staffing-port.ts'
import { CALL, callOf, faults, newKey, record, staffingDraft } from './calls.ts'
import type { OpenedPsa } from './opened-psa.ts'
import { projectDraft } from './project-draft.ts'
import { createStaffingActs } from './staffing-acts.ts'

/** What every adapter promises about kickoffs. */
export function describeKickoffs(opened: () => OpenedPsa): void {
  const psa = () => opened().system
  const { ask, book, eventsOf } = createStaffingActs(opened)
  const hold = (projectId: string, changes: Partial<KickoffDraft> = {}, call = CALL, idempotencyKey = newKey()) =>
    psa().projects.act(projectId, { kind: 'record-kickoff', kickoff: { ...HELD, ...changes } }, { idempotencyKey }, call)
  const kickoffOf = async (id: string) => (await psa().kickoffs.getByIds([id], CALL))[0] as Kickoff | null

  beforeAll(async () => {
    await opened().setBusinessTime('2026-07-10T09:00:00Z')
    for (const id of ['prj_kick1', 'prj_kick2', 'prj_kick3', 'prj_kick4']) {
      record(await psa().projects.create(projectDraft(id), { idempotencyKey: newKey() }, CALL))
      if (id === 'prj_kick4') continue
      record(await ask(id, [staffingDraft(id.replace('prj', 'stf'))]))
      if (id !== 'prj_kick2') record(await book(id.replace('prj', 'stf'), id.replace('prj', 'wrk')))
    }
  })

  describe('recording a kickoff', () => {
    it('ends the mobilisation: the project is in progress from the day on which it was held, and others are told', async () => {
      expect(record(await hold('prj_kick1'))).toMatchObject({ status: 'IN_PROGRESS', actualStart: '2026-07-09' })
      expect(await kickoffOf('prj_kick1')).toMatchObject({
        ...HELD,
        recordedBy: 'tester',
        recordedAt: '2026-07-10T09:00:00.000Z',
      })
      expect(await eventsOf('prj_kick1')).toEqual(['resources.assigned', 'kickoff.completed'])
    })

    it('happens once a project, however often it is sent', async () => {
      expect(faults(await hold('prj_kick1'))).toMatchObject([{ code: 'CONFLICT', currentRevision: 1 }])
      const answers = await Promise.all(Array.from({ length: 20 }, () => hold('prj_kick3', {}, CALL, 'kick-3')))
      expect(answers.filter((answer) => answer.ok && !answer.replayed)).toHaveLength(1)
      expect(answers.filter((answer) => answer.ok && answer.replayed)).toHaveLength(19)
      expect((await eventsOf('prj_kick3')).filter((type) => type === 'kickoff.completed')).toHaveLength(1)
    })

    it('waits for the resources, for everything on the checklist, and for the meeting itself', async () => {
      const refused = await hold('prj_kick2', {
        checklist: HELD.checklist.slice(1).map((each, index) => (index === 0 ? { ...each, done: false } : each)),
        heldAt: instant('2026-07-10T09:00:01Z'),
      })

      expect(faults(refused)).toMatchObject([
        { rule: 'PSA-KICKOFF-FUTURE' },
        { code: 'INVALID_STATE', currentState: 'PLANNED', message: expect.stringContaining('1 of 1') },
        { rule: 'PSA-KICKOFF-CHECKLIST', message: expect.stringMatching(/charter.*calendars/) },
      ])
      expect(await kickoffOf('prj_kick2')).toBeNull()
    })

    it('is not held before anybody was asked for', async () => {
      expect(faults(await hold('prj_kick4'))).toMatchObject([{ code: 'INVALID_STATE' }])
    })

    it.each(['project_manager', 'resource_manager'])('is waived by no %s', async (role) => {
      expect(faults(await hold('prj_kick2', { waiverReason: 'Soon' }, callOf('boss', [role])))).toMatchObject([
        { code: 'FORBIDDEN', policy: 'kickoff_waiver' },
      ])
    })

    it('may be waived by a delivery director, who is on record with the reason', async () => {
      const director = callOf('director', ['delivery_director'])
      const waived = await hold('prj_kick2', { waiverReason: 'The architect joins on Monday', checklist: [] }, director)

      expect(record(waived)).toMatchObject({ status: 'IN_PROGRESS' })
      expect(await kickoffOf('prj_kick2')).toMatchObject({
        waiverReason: 'The architect joins on Monday',
        recordedBy: 'director',
      })
    })

    it('refuses a project that has ended, one that is missing, and an item that is named twice', async () => {
      const [item] = HELD.checklist as readonly [CheckedItem]
      const ended = (await psa().projects.getByIds(['prj_tocancel'], CALL))[0] as Project

      expect(faults(await hold('prj_tocancel'))[0]).toMatchObject({ code: 'INVALID_STATE', currentState: ended.status })
      expect(faults(await hold('prj_missing'))).toMatchObject([{ code: 'NOT_FOUND' }])
      expect(faults(await hold('prj_kick4', { checklist: [item, item], attendeeCount: 0 }))).toMatchObject([
        { rule: 'PSA-KICKOFF-ATTENDEES' },
        { rule: 'PSA-KICKOFF-TWICE' },
      ])
    })
  })
}

const HELD: KickoffDraft = {
  heldAt: instant('2026-07-09T08:00:00Z'),
  attendeeCount: 12,
  checklist: [
    { item: 'CHARTER_AGREED', done: true },
    { item: 'GOVERNANCE_CALENDAR_SENT', done: true },
    { item: 'ACCESS_GRANTED', done: true },
    { item: 'CONTACTS_CONFIRMED', done: true },
  ],
  waiverReason: null,
}
