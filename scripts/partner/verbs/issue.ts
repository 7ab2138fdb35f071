import { isOperatorFault, operatorFault } from '../../operator-fault.ts'
import type { Connection, Environment } from '../connect.ts'
import { describeClient, describeConfiguration, describeCredentials, type Report } from '../describe.ts'
import { type Credentials, registerDynamically, withdrawRegistration } from '../issuer-clients.ts'
import { readExpiry, type Usage } from '../options.ts'
import type { IssueInput, PartnerClient, RegistryClient } from '../registry-client.ts'

const DEFAULT_LIFE = '90d'

/**
 * `issue`: a partner gets a client. The binding comes first wherever the registry gives the id, so that there is never a client at
 * the issuer whose tokens could pass for tokens of the firm.
 */
export async function issue({ subject = '', values }: Usage, connection: Connection, env: Environment): Promise<Report> {
  const { registry, issuer } = connection
  const input: IssueInput = {
    partnerId: subject,
    name: values.name ?? '',
    expiresAt: readExpiry(values.expires ?? DEFAULT_LIFE, Date.now()) ?? '',
    scopes: values.scopes?.split(',').map((scope) => scope.trim()),
    clientId: values['client-id'],
  }
  const endpoint = values['registration-endpoint']
  if (endpoint !== undefined) return issueByRegistration(registry, input, endpoint, env.REGISTRATION_TOKEN || undefined)

  const client = await registry.issue(input)
  if (issuer === null || input.clientId !== undefined)
    return { lines: [describeClient(client), ...describeConfiguration(client)], json: { client } }
  const credentials = await issuer.register(client).catch((error: unknown) => {
    if (!isOperatorFault(error)) throw error
    throw operatorFault(`${client.id} is bound, but its secret could not be made: ${error.message}`, error)
  })
  return toReport(client, credentials)
}

/** Here the issuer gives the id. A client that cannot be bound is taken back. */
async function issueByRegistration(
  registry: RegistryClient,
  input: IssueInput,
  endpoint: string,
  initialToken: string | undefined,
): Promise<Report> {
  const { allowedScopes } = await registry.partner(input.partnerId)
  const scopes = input.scopes ?? allowedScopes
  const foreign = scopes.find((scope) => !allowedScopes.includes(scope))
  if (foreign !== undefined) throw operatorFault(`${input.partnerId} cannot hold ${foreign}`)
  const credentials = await registerDynamically(endpoint, initialToken, { name: input.name, scopes })
  try {
    return toReport(await registry.issue({ ...input, clientId: credentials.clientId }), credentials)
  } catch (error) {
    if (!isOperatorFault(error)) throw error
    const after = (await withdrawRegistration(credentials))
      ? 'its registration was taken back'
      : `delete the client ${credentials.clientId} at the issuer`
    throw operatorFault(`the client was not bound: ${error.message}; ${after}`, error)
  }
}

function toReport(client: PartnerClient, credentials: Credentials): Report {
  return { lines: [describeClient(client), ...describeCredentials(credentials)], json: { client, credentials } }
}
