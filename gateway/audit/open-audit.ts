import type { Logger } from 'pino'
import { type AuditSecret, createAuditKey } from '../../contracts/wire/audit-keys.ts'
import type { Rules } from '../authorization/compile-rules.ts'
import type { Answer, Exchange } from '../context.ts'
import type { GatewayDatabase } from '../database/open-database.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import type { Stage } from '../pipeline.ts'
import type { AuditConfig } from './audit-config.ts'
import { openAuditFiles } from './audit-files.ts'
import { createAuditStore } from './audit-store.ts'
import { type AuditTrail, openAuditTrail } from './audit-trail.ts'
import { policyVersionOf } from './policy-version.ts'
import { useAudit } from './use-audit.ts'
import { useAuditAdmission } from './use-audit-admission.ts'
import { useRefusalAudit } from './use-refusal-audit.ts'

/** The audit of one gateway: its trail, and the stages that stand at three places of the request path. */
export interface Audit {
  readonly trail: AuditTrail
  readonly outermost: readonly Stage<Operation, OperationResult>[]
  readonly beforePlanning: readonly Stage<Operation, OperationResult>[]
  readonly aroundRequests: readonly Stage<Exchange, Answer>[]
}

export interface OpenAuditOptions {
  readonly config: AuditConfig | undefined
  readonly database: GatewayDatabase | null
  /** The first one is used. */
  readonly secrets: readonly AuditSecret[]
  readonly rules: Rules
  readonly log: Logger
  readonly nowMs: () => number
}

/**
 * Null when no audit is configured.
 *
 * @throws Error when it is, and its database, its key or its folder is missing: it never means "no audit".
 */
export function openAudit({ config, database, secrets: [secret], rules, log, nowMs }: OpenAuditOptions): Audit | null {
  if (config === undefined) return null
  if (database === null || secret === undefined) throw new Error('The audit needs a database and a key.')
  const key = createAuditKey(secret)
  const policyVersion = policyVersionOf(rules)
  const store = createAuditStore(database.db)
  const trail = openAuditTrail({ config, store, files: openAuditFiles(config.directory), key, policyVersion, log, nowMs })
  return {
    trail,
    outermost: [useAudit({ trail, key, policyVersion })],
    beforePlanning: [useAuditAdmission(trail)],
    aroundRequests: [useRefusalAudit({ trail, key, refusalsPerMinute: config.refusalsPerMinute, nowMs })],
  }
}
