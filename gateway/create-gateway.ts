import { setTimeout as delay } from 'node:timers/promises'
import { parse } from 'graphql'
import type { Logger } from 'pino'
import type { RulesByVariant } from '../contracts/variants/variant-rules.ts'
import type { AuditSecret } from '../contracts/wire/audit-keys.ts'
import type { EnvelopeKey } from '../contracts/wire/envelope.ts'
import { admitSupergraph } from './admit-supergraph.ts'
import { AUDIT_TABLES } from './audit/audit-store.ts'
import { openAudit } from './audit/open-audit.ts'
import type { Authenticator } from './authentication/create-authenticator.ts'
import { admitShadow, openShadow } from './authorization/shadow/open-shadow.ts'
import { useFieldPolicies } from './authorization/use-field-policies.ts'
import type { GatewayConfig } from './config.ts'
import type { Answer, Exchange } from './context.ts'
import { openGatewayDatabase } from './database/open-database.ts'
import { loadTrustedDocuments } from './documents/load-trusted-documents.ts'
import { useTrustedDocuments } from './documents/use-trusted-documents.ts'
import type { Operation, OperationResult } from './execution/executor.ts'
import { useErrorMask } from './execution/use-error-mask.ts'
import { useParseAndValidate } from './execution/use-parse-and-validate.ts'
import { usePlanAndFetch } from './execution/use-plan-and-fetch.ts'
import { useVariables } from './execution/use-variables.ts'
import { startHttpServer } from './http/http-server.ts'
import { useAuthentication } from './http/use-authentication.ts'
import { useCors } from './http/use-cors.ts'
import { useFaultAnswers } from './http/use-fault-answers.ts'
import { useHealth } from './http/use-health.ts'
import { useHttpLimits } from './http/use-http-limits.ts'
import { useMediaTypes } from './http/use-media-types.ts'
import { useRequestId } from './http/use-request-id.ts'
import { useRequestParameters } from './http/use-request-parameters.ts'
import { useSecurityHeaders } from './http/use-security-headers.ts'
import { useServerTiming } from './http/use-server-timing.ts'
import { createLiveProgress } from './live/create-live-progress.ts'
import { useInboxStream } from './live/use-inbox-stream.ts'
import { LIVE_PREFIX, useLiveAddress } from './live/use-live-address.ts'
import { useRunStream } from './live/use-run-stream.ts'
import { useStreamLimits } from './live/use-stream-limits.ts'
import { branch, pipeline, type Stage } from './pipeline.ts'
import type { PartnerRegistry } from './registry/partner-registry.ts'
import { useRequestLog } from './telemetry/use-request-log.ts'
import { compileGraph, type ViewParts } from './variants/compile-graph.ts'
import { useContract } from './variants/use-contract.ts'
import { useInternalCallers } from './variants/use-internal-callers.ts'
import { useIntrospectionRight } from './variants/use-introspection-right.ts'

export const GRAPH_PATH = '/graphql'
/** Milliseconds that a stopping gateway waits for the store of the audit before it leaves the rest in a file. */
const AUDIT_STOP_TIMEOUT_MS = 3_000

export interface GatewayDeps {
  /** The full supergraph, with its auth directives. */
  readonly supergraphSdl: string
  /** The supergraph whose rules are only looked at; needed when the configuration names one. */
  readonly shadowSupergraphSdl?: string | null
  /** Tags of the partner variants; a variant without rules is closed. */
  readonly variantRules: RulesByVariant
  /** Null when the configuration names no issuer. */
  readonly authenticator: Authenticator | null
  /** Closed with the gateway, which is not ready before it is. */
  readonly registry?: Pick<PartnerRegistry, 'isReady' | 'close'> | null
  /** Master key of the envelopes; null sends none. */
  readonly envelopeKey: EnvelopeKey | null
  /** Login of the gateway's own database role; without it nothing may be configured that needs the database. */
  readonly databaseUrl?: string | null
  /** Secrets of the audit, the first one in use; needed when it is configured. */
  readonly auditSecrets?: readonly AuditSecret[]
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
  const { authenticator, registry = null, envelopeKey, databaseUrl = null, auditSecrets = [], log, nowMs = Date.now } = deps
  const supergraph = parse(deps.supergraphSdl, { noLocation: true })
  const rules = admitSupergraph(supergraph, config, { hasEnvelopeKey: envelopeKey !== null })
  const documents = loadTrustedDocuments(config.documents)
  const nowSeconds = () => nowMs() / 1_000
  const candidate = admitShadow(config.authorization, deps.shadowSupergraphSdl)
  const shadow = openShadow({ config: config.authorization, candidate, log, nowSeconds })
  const needs = config.audit === undefined ? [] : AUDIT_TABLES
  const database = databaseUrl === null ? null : openGatewayDatabase(databaseUrl, { needs, log })
  const audit = openAudit({ config: config.audit, database, secrets: auditSecrets, rules, log, nowMs })
  const operationStages = (view: ViewParts): readonly Stage<Operation, OperationResult>[] => [
    ...(audit?.outermost ?? []),
    useErrorMask(log),
    useVariables(view.schema, view.variant !== 'internal'),
    useIntrospectionRight(view.variant === 'internal' ? (config.introspectionFor ?? null) : null),
    ...shadow.stagesOf(view),
    useFieldPolicies({ schema: view.schema, rules: view.rules, modeOf: () => view.mode, nowSeconds }),
    useContract({ variant: view.variant, schema: view.schema, full: view.engine.schema }),
    ...(audit?.beforePlanning ?? []),
    usePlanAndFetch(view.engine),
  ]
  const graph = await compileGraph(
    { supergraph, rules, variantRules: deps.variantRules, config, envelopeKey, log },
    operationStages,
  )
  const { schema, execute } = graph.internal
  const live = createLiveProgress({ schema, execute, config, log, nowMs })
  let ready = true
  const isReady = () =>
    ready && (database?.isReady() ?? true) && (registry?.isReady() ?? true) && (audit?.trail.isReady() ?? true)

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
    useSecurityHeaders(config.hsts),
    useHealth(isReady), // before the log: probes come every second and say nothing
    useRequestLog(log),
    useCors(config.cors), // outside of the refusals: a page may read why it was refused
    ...(audit?.aroundRequests ?? []),
    useFaultAnswers(log),
    branch('live progress', ({ path }) => liveStages.length > 0 && path.startsWith(LIVE_PREFIX), liveStages), // has no deadline
    useHttpLimits({ path: GRAPH_PATH, bodyLimitBytes: config.bodyLimitBytes, deadlineMs: config.deadlineMs }),
    useAuthentication({ authenticator, allowAnonymous: config.anonymous, log }),
    useMediaTypes(),
    useServerTiming(config.exposeTiming),
    useRequestParameters(config.bodyLimitBytes),
    useTrustedDocuments({
      documents: () => documents,
      mayIntrospect: (variant) => graph.views.get(variant)?.introspection ?? false,
      log,
    }),
    useParseAndValidate({ graph: () => graph }),
  ]

  const { host, port, stopTimeoutMs, drainMs } = config
  const { stallTimeoutMs } = config.live
  const server = await startHttpServer(pipeline(stages), { host, port, stopTimeoutMs, stallTimeoutMs })
  void authenticator?.warmUp() // never rejects; the first request would otherwise wait for the keys
  authenticator?.startPrefetch()
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}${GRAPH_PATH}`,
    async stop() {
      ready = false
      await delay(drainMs)
      live?.streams.stop()
      authenticator?.close()
      await server.stop()
      shadow.stop()
      await graph.close()
      await audit?.trail.stop(AUDIT_STOP_TIMEOUT_MS)
      await database?.close()
      await registry?.close()
    },
  }
}
