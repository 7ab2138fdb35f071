import type { Credentials } from './issuer-clients.ts'
import type { Partner, PartnerClient } from './registry-client.ts'

/** What a verb has to say: lines for people, and the same as data for programs. */
export interface Report {
  readonly lines: readonly string[]
  readonly json: object
}

export function describePartner({ id, kind, name, account, supplier, clients }: Partner): readonly string[] {
  const record = account?.id ?? supplier?.id ?? '-'
  return [`${id}  ${kind}  ${name}  ${record}`, ...clients.map((client) => `  ${describeClient(client)}`)]
}

export function describeClient({ id, name, status, expiresAt, scopes }: PartnerClient): string {
  return `${id}  ${status}  until ${expiresAt.slice(0, 10)}  ${count(scopes.length, 'scope')}  ${name}`
}

/** The secret is on a line of its own, so that it can be cut out without the rest. */
export function describeCredentials(credentials: Credentials): readonly string[] {
  const { clientId, clientSecret, registrationClientUri, registrationAccessToken } = credentials
  return [
    `client id      ${clientId}`,
    `client secret  ${clientSecret}`,
    ...(registrationClientUri === undefined ? [] : [`registration   ${registrationClientUri}`]),
    ...(registrationAccessToken === undefined ? [] : [`its token      ${registrationAccessToken}`]),
    'The secret is not shown again.',
  ]
}

/** What the operators of another issuer have to do for a client that is bound. */
export function describeConfiguration({ id, scopes, partner }: PartnerClient): readonly string[] {
  return [
    'Configure at the issuer, and give the secret to the partner from there:',
    `  client_id                   ${id}`,
    '  grant_types                 client_credentials',
    '  token_endpoint_auth_method  client_secret_basic',
    `  scope                       ${scopes.join(' ')}`,
    '  access tokens               JWT (RFC 9068) with jti, at most as long-lived as the gateway accepts',
    `  claim partner               {"id":"${partner.id}","kind":"${partner.kind}"}`,
  ]
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
