import { dateText, type InstantText, instant } from '../../../contracts/wire/values.ts'
import { addWorkingDays } from './working-days.ts'

/** Working days within which resource management finds somebody. */
const SERVICE_DAYS = 3

/** When a request that was submitted at this instant should have a candidate: same time of day, in UTC. */
export function staffingDeadline(submittedAt: InstantText): InstantText {
  const [date = '', time = ''] = submittedAt.split('T')
  return instant(`${addWorkingDays(dateText(date), SERVICE_DAYS)}T${time}`)
}
