import type { Principal } from '../../../contracts/wire/principal.ts'

export const PERSON: Principal = {
  subject: 'u-1',
  kind: 'PERSON',
  clientId: 'web',
  workerId: 'wrk_1',
  partner: null,
  regions: null,
  roles: [],
  scopes: [],
  amr: ['pwd', 'mfa'],
  authenticatedAt: 10_000,
}
