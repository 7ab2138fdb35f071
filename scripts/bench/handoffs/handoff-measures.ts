import type { Measure } from '../measure.ts'
import { decisionMeasure } from './measures/decision.ts'
import { engineMeasure } from './measures/engine.ts'
import { gatewayMeasure } from './measures/gateway.ts'
import { historyMeasure } from './measures/history.ts'
import { waitingMeasure } from './measures/waiting.ts'

/** What `npm run bench -- handoffs` measures, in this order. */
export const HANDOFF_MEASURES: readonly Measure[] = [
  engineMeasure,
  gatewayMeasure,
  decisionMeasure,
  waitingMeasure,
  historyMeasure,
]
