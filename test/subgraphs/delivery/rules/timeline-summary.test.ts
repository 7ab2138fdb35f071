import { describe, expect, it } from '@jest/globals'
import { actionOf } from '../../../../subgraphs/delivery/adapters/postgres/ledger/record-events.ts'
import type { TimelineEvent } from '../../../../subgraphs/delivery/progress.ts'
import { stepKeyOf, summarise } from '../../../../subgraphs/delivery/rules/timeline-summary.ts'
import { type AuditedEntity, LIFE_CYCLES, NOTES, type NotedEntity, type NoteOf } from '../../../../subgraphs/delivery/states.ts'

const event = (more: Partial<TimelineEvent>) =>
  ({ runId: 'run_1', entity: 'WorkflowRun', entityId: 'run_1', label: null, fromState: null, ...more }) as TimelineEvent // what a sentence is made of

describe('summary of an event', () => {
  it.each([
    [
      event({ entity: 'WorkflowStep', entityId: 'run_1:H10', label: 'ERP project', action: 'step.completed' }),
      'Step H10 (ERP project) was completed.',
    ],
    [
      event({ entity: 'Approval', entityId: 'apr_1', label: 'finance_controller', action: 'approval.requested' }),
      'The approval by finance controller was requested.',
    ],
    [event({ action: 'run.failed' }), 'The run failed, and everything is undone.'],
    [
      event({ entity: 'Reminder', action: 'reminder.sent', fromState: 'DUE', toState: 'SENT' }),
      'The record Reminder went from DUE to SENT.',
    ],
    [event({ entity: 'Reminder', action: 'reminder.due', toState: 'DUE' }), 'The record Reminder entered DUE.'],
  ])('says it in one sentence: %#', (given, sentence) => {
    expect(summarise(given)).toBe(sentence)
  })

  it('has words for every transition that the life cycles have', () => {
    for (const [entity, states] of Object.entries(LIFE_CYCLES) as [AuditedEntity, Record<string, readonly string[]>][]) {
      for (const toState of new Set(Object.values(states).flat())) {
        const told = summarise(event({ entity, action: actionOf(entity, toState), fromState: 'BEFORE', toState }))
        expect(told).not.toContain('BEFORE')
      }
    }
  })

  it('has words for every note of a record that stays in its state', () => {
    for (const [entity, notes] of Object.entries(NOTES) as [NotedEntity, readonly NoteOf<NotedEntity>[]][]) {
      for (const note of notes) {
        const told = summarise(event({ entity, action: actionOf(entity, 'SAME', note), fromState: 'SAME', toState: 'SAME' }))
        expect(told).not.toContain('SAME')
      }
    }
  })

  it('names the step only where the event is about one', () => {
    expect(stepKeyOf({ entity: 'WorkflowStep', entityId: 'run_1:H05', runId: 'run_1' })).toBe('H05')
    expect(stepKeyOf({ entity: 'Approval', entityId: 'run_1:H05', runId: 'run_1' })).toBeNull()
  })
})
