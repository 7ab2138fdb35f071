import { sql } from 'kysely'
import { type InstantText, instant } from '../../contracts/wire/values.ts'
import type { Database } from '../shared/postgres/database.ts'

/**
 * Business time, the clock of deadlines, periods and key figures. It lives in the database, so that all processes agree and
 * a demonstration can run in another year. Tokens, leases and retries use real time instead.
 */
export interface Clock {
  now(): Promise<InstantText>
}

/** A clock that tests move. */
export interface AdjustableClock extends Clock {
  /** Sets the clock forward. Only an administrator of the database may: services can read the time, not change it. */
  advance(durationMs: number): Promise<void>
}

export function createDatabaseClock(db: Database): AdjustableClock {
  return {
    async now() {
      const { rows } = await sql<{ now: string }>`select platform.business_now() as now`.execute(db)
      return instant(rows[0]?.now ?? '')
    },
    async advance(durationMs) {
      await sql`select platform.set_business_time(platform.business_now() + ${durationMs} * interval '1 millisecond')`.execute(db)
    },
  }
}
