import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { RulesByVariant } from '../contracts/variants/variant-rules.ts'
import type { EnvelopeKey } from '../contracts/wire/envelope.ts'
import type { Authenticator } from './authentication/create-authenticator.ts'
import { useFieldPolicies } from './authorization/use-field-policies.ts'
import type { GatewayConfig } from './config.ts'
import type { Answer, Exchange } from './context.ts'
import type { Operation, OperationResult } from './execution/executor.ts'
import { useErrorMask } from './execution/use-error-mask.ts'
import { useParseAndValidate } from './execution/use-parse-and-validate.ts'
import { usePlanAndFetch } from './execution/use-plan-and-fetch.ts'
import { useVariables } from './execution/use-variables.ts'
import { startHttpServer } from './http/http-server.ts'
import { useAuthentication } from './http/use-authentication.ts'
import { useFaultAnswers } from './http/use-fault-answers.ts'
import { useHealth } from './http/use-health.ts'
import { useHttpLimits } from './http/use-http-limits.ts'
import { useMediaTypes } from './http/use-media-types.ts'
import { useRequestId } from './http/use-request-id.ts'
import { useServerTiming } from './http/use-server-timing.ts'
import { createLiveProgress } from './live/create-live-progress.ts'
import { useInboxStream } from './live/use-inbox-stream.ts'
import { LIVE_PREFIX, useLiveAddress } from './live/use-live-address.ts'
import { useRunStream } from './live/use-run-stream.ts'
import { useStreamLimits } from './live/use-stream-limits.ts'
import { branch, pipeline, type Stage } from './pipeline.ts'
import { useRequestLog } from './telemetry/use-request-log.ts'
import { compileGraph, type ViewParts } from './variants/compile-graph.ts'
import { useContract } from './variants/use-contract.ts'
import { useInternalCallers } from './variants/use-internal-callers.ts'
import { useIntrospectionRight } from './variants/use-introspection-right.ts'

export const GRAPH_PATH = '/graphql'

export interface GatewayDeps {
  /** The full supergraph, with its auth directives. */
  readonly supergraphSdl: string
  /** Tags of the partner variants; a variant without rules is closed. */
  readonly variantRules: RulesByVariant
  /** Null when the configuration names no issuer. */
  readonly authenticator: Authenticator | null
  /** Master key of the envelopes; null sends none. */
  readonly envelopeKey: EnvelopeKey | null
  readonly log: Logger
  /** Real time in milliseconds since the epoch. */
  readonly nowMs?: () => number
}

export interface RunningGateway {
  /** Address of the graph. */
  readonly url: string
  /** Readiness goes down first, requests in flight finish, then everything closes. */
  stop(): Promise<void>
}

/**
 * Starts the gateway. The stages below are the whole request path, in order; each one is a file of its own.
 *
 * @throws Error with one line per fault when the supergraph cannot be served safely; see admit-supergraph.ts, compile-graph.ts.
 */
export async function createGateway(config: GatewayConfig, deps: GatewayDeps): Promise<RunningGateway> {
  const { authenticator, envelopeKey, log, nowMs = Date.now } = deps
  const operationStages = (view: ViewParts): readonly Stage<Operation, OperationResult>[] => [
    useErrorMask(log),
    useVariables(view.schema, view.variant !== 'internal'),
    useIntrospectionRight(view.variant === 'internal' ? (config.introspectionFor ?? null) : null),
    useFieldPolicies({ schema: view.schema, rules: view.rules, mode: view.mode, nowSeconds: () => nowMs() / 1_000 }),
    useContract({ variant: view.variant, schema: view.schema, full: view.engine.schema }),
    usePlanAndFetch(view.engine),
  ]
  const { supergraphSdl, variantRules } = deps
  const graph = await compileGraph({ supergraphSdl, variantRules, config, envelopeKey, log }, operationStages)
  const { schema, execute } = graph.internal
  const live = createLiveProgress({ schema, execute, config, log, nowMs })
  let ready = true

  const liveStages: readonly Stage<Exchange, Answer>[] =
    live === null
      ? []
      : [
          useLiveAddress(),
          useAuthentication({ authenticator, allowAnonymous: false, log }),
          useInternalCallers(),
          useStreamLimits(config.live),
          useRunStream(live.streams, live.query),
          useInboxStream(live.streams, live.query),
        ]
  const stages: readonly Stage<Exchange, Answer>[] = [
    useRequestId(),
    useHealth(() => ready), // before the log: probes come every second and say nothing
    useRequestLog(log),
    useFaultAnswers(log),
    branch('live progress', ({ path }) => liveStages.length > 0 && path.startsWith(LIVE_PREFIX), liveStages), // has no deadline
    useHttpLimits({ path: GRAPH_PATH, bodyLimitBytes: config.bodyLimitBytes, deadlineMs: config.deadlineMs }),
    useAuthentication({ authenticator, allowAnonymous: config.anonymous, log }),
    useMediaTypes(),
    useServerTiming(config.exposeTiming),
    useParseAndValidate({ graph: () => graph, bodyLimitBytes: config.bodyLimitBytes }),
  ]

  const { host, port, stopTimeoutMs, drainMs } = config
  const { stallTimeoutMs } = config.live
  const server = await startHttpServer(pipeline(stages), { host, port, stopTimeoutMs, stallTimeoutMs })
  void authenticator?.warmUp() // never rejects; the first request would otherwise wait for the keys
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}${GRAPH_PATH}`,
    async stop() {
      ready = false
      await delay(drainMs)
      live?.streams.stop()
      await server.stop()
      await graph.close()
    },
  }
}
