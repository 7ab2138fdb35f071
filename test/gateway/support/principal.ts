import type { Principal } from '../../../contracts/wire/principal.ts'

/** A person of the firm with these scopes. */
export function person(scopes: readonly string[], more: Partial<Principal> = {}): Principal {
  return {
    subject: 'user:test',
    kind: 'PERSON',
    clientId: 'test-client',
    workerId: null,
    partner: null,
    regions: null,
    roles: [],
    scopes,
    amr: [],
    authenticatedAt: null,
    ...more,
  }
}
