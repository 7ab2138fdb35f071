import { Temporal } from 'temporal-polyfill'
import type { DeliveryFixture } from './delivery-fixture.ts'

/** Puts the business clock to an instant, where it stands still: then deadlines are exact. */
export async function setBusinessTime({ rows }: Pick<DeliveryFixture, 'rows'>, at: string): Promise<void> {
  await rows(`select platform.set_business_time('${at}', false)`)
}

export const minutesAfter = (at: string, minutes: number): string => Temporal.Instant.from(at).add({ minutes }).toString()
