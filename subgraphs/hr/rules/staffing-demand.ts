import type { DecimalText } from '../../../contracts/wire/values.ts'
import type { Demand, RegionCode } from '../port.ts'

/** What a staffing request asks for, with what ranks those who come into question. */
export interface StaffingDemand extends Demand {
  readonly requestId: string
  readonly region: RegionCode
  readonly hours: DecimalText
  /** Share of a worker's capacity; 1 is all of it. */
  readonly allocation: DecimalText
}

/** What firm bookings take of the weeks of the request, as psa knows it; a worker without one is free. */
export interface WorkerLoad {
  readonly workerId: string
  readonly hours: DecimalText
  readonly fullestWeekHours: DecimalText
}
