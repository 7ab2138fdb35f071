import { easter, fixed } from './holiday-rule.ts'
import { defineCalendar, OFFICE } from './working-calendar.ts'

/** Brazil, state of São Paulo, where the contracting entity has its seat. Carnival is no public holiday, but an optional day. */
export const LATAM_CALENDAR = defineCalendar({
  ...OFFICE,
  place: 'Brazil, São Paulo',
  timeZone: 'America/Sao_Paulo',
  holidays: [
    fixed(1, 1),
    easter(-2),
    fixed(4, 21), // Tiradentes
    fixed(5, 1),
    easter(60), // Corpus Christi
    fixed(7, 9), // Constitutionalist Revolution
    fixed(9, 7), // Independence
    fixed(10, 12), // Our Lady of Aparecida
    fixed(11, 2), // All Souls
    fixed(11, 15), // Republic
    fixed(11, 20), // Black Awareness
    fixed(12, 25),
  ],
})
