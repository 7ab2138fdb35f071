import type { Connection } from '../connect.ts'
import { describeClient, type Report } from '../describe.ts'
import type { Usage } from '../options.ts'

/** `revoke`: a client for good, or one token. */
export async function revoke({ subject, values }: Usage, { registry, issuer }: Connection): Promise<Report> {
  const { reason = '', 'token-id': tokenId } = values
  if (subject === undefined) {
    const revocation = await registry.revokeToken({ tokenId: tokenId ?? '', reason })
    const line = `${revocation.tokenId} is refused within 60 s, and until ${revocation.expiresAt}.`
    return { lines: [line], json: { revocation } }
  }
  const client = await registry.revoke({ clientId: subject, reason })
  // What the registry refuses is refused; without its client the issuer stops writing tokens that nobody accepts.
  const removed = issuer !== null && (await issuer.remove(subject).catch(() => false))
  const next = removed ? 'The client was removed from the issuer.' : 'Remove the client from the issuer, too, if it has one.'
  return { lines: [describeClient(client), 'Its tokens are refused within 60 s.', next], json: { client, removed } }
}
