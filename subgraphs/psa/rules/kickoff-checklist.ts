import type { WriteError } from '../../shared/port.ts'
import type { CheckedItem, KickoffItem } from '../staffing-port.ts'

/** What must be in place before a project is kicked off, as people are told when it is not. */
export const KICKOFF_CHECKLIST: { readonly [Item in KickoffItem]: string } = {
  CHARTER_AGREED: 'Client and delivery agreed on the project charter.',
  GOVERNANCE_CALENDAR_SENT: 'The dates of the steering and status meetings are in the calendars of both sides.',
  ACCESS_GRANTED: 'The team has access to the systems and sites that it starts with.',
  CONTACTS_CONFIRMED: 'Each side named its contacts and who decides.',
}

const ITEMS = Object.keys(KICKOFF_CHECKLIST) as readonly KickoffItem[] // the keys of the table are its items

/** Items that nobody ticked, whether they were named or not. */
export function findUndoneItems(checklist: readonly CheckedItem[]): readonly KickoffItem[] {
  return ITEMS.filter((item) => !checklist.some((checked) => checked.item === item && checked.done))
}

/** An item that is named twice could be ticked and not ticked. */
export function findChecklistFaults(checklist: readonly CheckedItem[]): readonly WriteError[] {
  return checklist.flatMap(({ item }, index) =>
    checklist.findIndex((each) => each.item === item) === index
      ? []
      : [
          {
            code: 'VALIDATION_FAILED',
            message: `The item ${item} is named twice.`,
            field: ['input', 'checklist', `${index}`, 'item'],
            rule: 'PSA-KICKOFF-TWICE',
          },
        ],
  )
}
