import { type GraphQLSchema, parse } from 'graphql'
import type { Logger } from 'pino'
import type { GatewayConfig } from '../../config.ts'
import type { Operation, OperationResult } from '../../execution/executor.ts'
import type { Stage } from '../../pipeline.ts'
import { checkRules } from '../check-rules.ts'
import { compileRules, type Rules } from '../compile-rules.ts'
import { createShadowLedger } from './shadow-ledger.ts'
import { reportShadow } from './shadow-report.ts'
import { type ShadowCandidate, useShadowPolicies } from './use-shadow-policies.ts'
import { visibleCoordinates } from './visible-coordinates.ts'

/**
 * Compiles the shadow policies; null when none are configured.
 *
 * @throws Error with one line per fault: a rule that could not be enforced says nothing about who would lose.
 */
export function admitShadow(
  config: GatewayConfig['authorization'],
  supergraphSdl: string | null | undefined,
): ShadowCandidate | null {
  if (config?.shadow === undefined) return null
  if (typeof supergraphSdl !== 'string') throw new Error('Shadow policies are configured, and their supergraph was not read.')
  const supergraph = parse(supergraphSdl, { noLocation: true })
  const rules = compileRules(supergraph)
  const faults = checkRules(rules, new Set(config.scopes))
  if (faults.length > 0) {
    throw new Error(`The shadow policies cannot be evaluated:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  }
  return { rules, coordinates: visibleCoordinates(supergraph) }
}

export interface ShadowOptions {
  readonly config: GatewayConfig['authorization']
  readonly candidate: ShadowCandidate | null
  readonly log: Logger
  readonly nowSeconds: () => number
}

/** The shadow policies beside what is enforced, whatever the variant of the caller, in one report. */
export interface Shadow {
  /** The stage of one variant; none when there are no shadow policies. `rules` is what is enforced. */
  stagesOf(view: { readonly schema: GraphQLSchema; readonly rules: Rules }): readonly Stage<Operation, OperationResult>[]
  /** Writes the last report. */
  stop(): void
}

/** Starts the reports of the shadow policies in the log. */
export function openShadow({ config, candidate, log, nowSeconds }: ShadowOptions): Shadow {
  if (config?.shadow === undefined || candidate === null) return { stagesOf: () => [], stop: () => undefined }
  const { reportSeconds, maxChanges } = config.shadow
  const ledger = createShadowLedger(maxChanges)
  const timer = setInterval(() => reportShadow(ledger, log), reportSeconds * 1_000)
  timer.unref() // a report keeps no process alive
  return {
    stagesOf: ({ schema, rules }) => [useShadowPolicies({ schema, rules, candidate, ledger, nowSeconds })],
    stop() {
      clearInterval(timer)
      reportShadow(ledger, log)
    },
  }
}
