import { mayPartnerHold, type PartnerKind } from '../../../policies/index.ts'
import type { Call, WriteError } from '../../shared/port.ts'
import type { PartnerClientDraft, PartnerDraft, TokenRevocationDraft } from '../partner-port.ts'

type Fault = Extract<WriteError, { readonly code: 'VALIDATION_FAILED' }>

/** Longest time that a client can be issued for, in days: a partner that is forgotten loses its access by itself. */
const MAX_LIFE_DAYS = 365
const MAX_NAME = 200
const DAY_MS = 86_400_000
/** `client_id` of RFC 6749, appendix A.1, without the space: what a list or a header can carry. */
const CLIENT_ID = /^[\x21-\x7e]{1,200}$/
const PARTNER_ID = /^par_[0-9a-z]{1,40}$/
/** Token ids are text of the issuer's choice (RFC 7519, section 4.1.7); one with control characters is a slip of the hand. */
const TOKEN_ID = /^\P{Cc}{1,255}$/u

/** Who may write the registry at all: only the firm's own people, whatever scopes a partner's token carries. */
export function checkWriter({ principal }: Call): readonly WriteError[] {
  if (principal.partner === null) return []
  return [{ code: 'FORBIDDEN', message: 'Partners do not write the registry.', policy: 'internal_only' }]
}

/** What is wrong with a new partner by itself; whether its record has one already is decided in the transaction. */
export function checkPartner({ kind, name, accountId, supplierId }: PartnerDraft): readonly Fault[] {
  const bySupplier = kind === 'SUBCONTRACTOR'
  const [record, field, other, otherField] = bySupplier
    ? ([supplierId, 'supplierId', accountId, 'accountId'] as const)
    : ([accountId, 'accountId', supplierId, 'supplierId'] as const)
  const form = bySupplier ? /^sup_[0-9a-z]{1,40}$/ : /^acc_[0-9a-z]{1,40}$/
  const what = bySupplier ? 'A subcontractor is bound to a supplier' : 'A client or reseller is bound to an account'
  return [
    ...checkName(name),
    ...(record !== null && form.test(record) ? [] : [fault(field, `${what}: give its id.`)]),
    ...(other === null ? [] : [fault(otherField, `${what}, and to nothing else.`)]),
  ]
}

/** What is wrong with a new client by itself. `nowMs` is real time. */
export function checkPartnerClient(draft: PartnerClientDraft, { principal }: Call, nowMs: number): readonly Fault[] {
  const { partnerId, name, clientId, scopes, expiresAt } = draft
  const aheadMs = Date.parse(expiresAt) - nowMs
  return [
    ...checkName(name),
    ...(PARTNER_ID.test(partnerId) ? [] : [fault('partnerId', 'This is not the id of a partner.')]),
    ...(clientId === null ? [] : checkClientId(clientId)),
    // It would turn everybody who signs in through that client, the caller among them, into the partner.
    ...(clientId === principal.clientId ? [fault('clientId', 'This is the client that you call with.')] : []),
    ...(scopes === null || scopes.length > 0 ? [] : [fault('scopes', 'A client without scopes opens nothing.')]),
    ...(aheadMs > 0 && aheadMs <= MAX_LIFE_DAYS * DAY_MS
      ? []
      : [fault('expiresAt', `The expiry lies in the future, at most ${MAX_LIFE_DAYS} days ahead.`)]),
  ]
}

/** A scope that the kind of partner can never hold is refused by name, not dropped: the caller believes to have granted it. */
export function checkScopes(kind: PartnerKind, scopes: readonly string[]): readonly Fault[] {
  const foreign = scopes.filter((scope) => !mayPartnerHold(kind, scope)).map((scope) => scope.slice(0, 100))
  if (foreign.length === 0) return []
  return [fault('scopes', `A partner of kind ${kind} cannot hold: ${foreign.slice(0, 10).join(', ')}.`)]
}

export function checkClientId(clientId: string): readonly Fault[] {
  return CLIENT_ID.test(clientId) ? [] : [fault('clientId', 'This is not the id of a client.')]
}

export function checkTokenId({ tokenId }: TokenRevocationDraft): readonly Fault[] {
  return TOKEN_ID.test(tokenId) ? [] : [fault('tokenId', 'The id of a token has 1 to 255 characters.')]
}

function checkName(name: string): readonly Fault[] {
  const fits = name.trim() !== '' && name.length <= MAX_NAME && !/\p{Cc}/u.test(name)
  return fits ? [] : [fault('name', `The name has 1 to ${MAX_NAME} characters.`)]
}

function fault(field: string, message: string): Fault {
  return { code: 'VALIDATION_FAILED', message, field: ['input', field] }
}
