import { isOperatorFault, operatorFault } from '../../operator-fault.ts'
import type { Connection } from '../connect.ts'
import { describeClient, describeCredentials, type Report } from '../describe.ts'
import type { Usage } from '../options.ts'

const DEFAULT_REASON = 'The secret was changed.'

/**
 * `rotate`: another secret, and an end to the tokens of the one before. In this order: a token that the old secret got after the
 * tokens were refused would be good.
 */
export async function rotate({ subject = '', values }: Usage, { registry, issuer }: Connection): Promise<Report> {
  const { status } = await registry.client(subject) // nothing is changed at the issuer for who may not ask
  if (status === 'REVOKED') throw operatorFault(`${subject} was revoked; issue another client`)
  const refuseTokens = () => registry.rotate({ clientId: subject, reason: values.reason ?? DEFAULT_REASON })

  if (values['secret-changed']) {
    const client = await refuseTokens()
    return { lines: [describeClient(client), REFUSED], json: { client } }
  }
  if (issuer === null) throw operatorFault('change the secret at the issuer first, then call again with --secret-changed')
  const credentials = await issuer.rotate(subject)
  try {
    const client = await refuseTokens()
    return { lines: [describeClient(client), ...describeCredentials(credentials), REFUSED], json: { client, credentials } }
  } catch (error) {
    if (!isOperatorFault(error)) throw error
    const [, secret = ''] = describeCredentials(credentials)
    const what = `the secret was changed (${secret}), but the tokens of the old one are still good`
    throw operatorFault(`${what}: ${error.message}; call again with --secret-changed`, error)
  }
}

const REFUSED = 'Tokens that were issued before are refused within 60 s; the next one can be asked for in 10 s.'
