import { ROLES, type Role } from '../../../policies/index.ts'
import type { MatrixCaller } from './expected-verdict.ts'

const KIND_OF: Partial<Record<Role, MatrixCaller['kind']>> = { svc_orchestrator: 'service', ai_service: 'assistant' }

/** The persona of a role, as the matrix knows it. */
export const matrixCallerOf = (role: Role): MatrixCaller => ({
  scopes: new Set<string>(ROLES[role]),
  kind: KIND_OF[role] ?? 'person',
})
