import { Temporal } from 'temporal-polyfill'
import { type InstantText, instant } from '../../../contracts/wire/values.ts'

export const addMinutes = (from: InstantText, minutes: number): InstantText =>
  instant(new Date(Temporal.Instant.from(from).add({ minutes }).epochMilliseconds).toISOString())

/** Real time, for timers of processes; everything that the business waits for is counted on its own clock. */
export const inRealTime = (delayMs: number): InstantText => instant(new Date(Date.now() + Math.floor(delayMs)).toISOString())
