import { z } from 'zod'
import { operatorFault } from '../operator-fault.ts'

const Client = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(['ACTIVE', 'EXPIRED', 'REVOKED']),
  scopes: z.array(z.string()),
  expiresAt: z.string(),
  tokensNotBefore: z.string().nullable(),
  revokedAt: z.string().nullable(),
  partner: z.object({ id: z.string(), kind: z.enum(['CLIENT', 'SUBCONTRACTOR', 'RESELLER']), name: z.string() }),
})
export type PartnerClient = Readonly<z.infer<typeof Client>>

const Reference = z.object({ id: z.string(), name: z.string().nullish() }).nullable()
const Partner = z.object({
  id: z.string(),
  kind: z.enum(['CLIENT', 'SUBCONTRACTOR', 'RESELLER']),
  name: z.string(),
  account: Reference,
  supplier: Reference,
  allowedScopes: z.array(z.string()),
  clients: z.array(Client),
})
export type Partner = Readonly<z.infer<typeof Partner>>

const Revocation = z.object({ tokenId: z.string(), expiresAt: z.string() })

const CLIENT = `id name status scopes expiresAt tokensNotBefore revokedAt partner { id kind name }`
const PARTNER = `id kind name account { id name } supplier { id name } allowedScopes clients { ${CLIENT} }`
const ERRORS = `userErrors { code message field }`

/** Time that the graph may take, in milliseconds. */
const TIMEOUT_MS = 30_000
/** Partners of one page; the largest of the graph. */
const PAGE = 100

export interface RegisterInput {
  readonly kind: string
  readonly name: string
  readonly accountId?: string | undefined
  readonly supplierId?: string | undefined
}
export interface IssueInput {
  readonly partnerId: string
  readonly name: string
  readonly expiresAt: string
  readonly scopes?: readonly string[] | undefined
  readonly clientId?: string | undefined
}

/** The registry, asked as any caller would ask it: through the graph. Every failure is one clear line. */
export type RegistryClient = ReturnType<typeof createRegistryClient>

export function createRegistryClient(url: string, token: string, idempotencyKey: string) {
  async function ask<Shape extends z.ZodType>(shape: Shape, query: string, variables: object): Promise<z.infer<Shape>> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw operatorFault(`the graph at ${url} does not answer`, error)
    })
    const answer = Answer.safeParse(await response.json().catch(() => undefined))
    if (!answer.success) throw operatorFault(`the graph at ${url} answered ${response.status}, and nothing that could be read`)
    const { data, errors } = answer.data
    // A reference to another system may fail by itself; the record is there all the same.
    const [fault] = errors.filter(({ path }) => !isReference(path))
    if (fault !== undefined)
      throw operatorFault(`the graph refused: ${fault.extensions?.code ?? response.status} ${fault.message}`)
    return shape.parse(data)
  }

  async function write<Shape extends z.ZodType>(name: string, field: string, shape: Shape, selection: string, input: object) {
    const Input = `${name[0]?.toUpperCase()}${name.slice(1)}Input`
    const query = `mutation ($input: ${Input}!) { result: ${name}(input: $input) { ${field} { ${selection} } replayed ${ERRORS} } }`
    const result = z.object({
      result: z.object({ [field]: shape.nullable(), replayed: z.boolean(), userErrors: z.array(UserError) }),
    })
    const data = await ask(result, query, { input: { ...input, idempotencyKey } })
    const { userErrors, [field]: record } = data.result as { userErrors: UserError[]; [name: string]: unknown } // computed keys widen
    const [first] = userErrors
    if (first !== undefined) throw operatorFault(`${first.field?.at(-1) ?? name}: ${first.code} ${first.message}`)
    return shape.parse(record)
  }

  return {
    idempotencyKey,
    register: (input: RegisterInput): Promise<Partner> => write('registerPartner', 'partner', Partner, PARTNER, input),
    issue: (input: IssueInput): Promise<PartnerClient> => write('issuePartnerClient', 'client', Client, CLIENT, input),
    rotate: (input: { clientId: string; reason: string }): Promise<PartnerClient> =>
      write('rotatePartnerClient', 'client', Client, CLIENT, input),
    revoke: (input: { clientId: string; reason: string }): Promise<PartnerClient> =>
      write('revokePartnerClient', 'client', Client, CLIENT, input),
    revokeToken: (input: { tokenId: string; reason: string }): Promise<z.infer<typeof Revocation>> =>
      write('revokeAccessToken', 'revocation', Revocation, 'tokenId expiresAt', input),
    async partner(id: string): Promise<Partner> {
      const shape = z.object({ partner: Partner.nullable() })
      const { partner } = await ask(shape, `query ($id: ID!) { partner(id: $id) { ${PARTNER} } }`, { id })
      return partner ?? unknown('partner', id)
    },
    async client(id: string): Promise<PartnerClient> {
      const shape = z.object({ partnerClient: Client.nullable() })
      const { partnerClient } = await ask(shape, `query ($id: ID!) { partnerClient(id: $id) { ${CLIENT} } }`, { id })
      return partnerClient ?? unknown('client', id)
    },
    async partners(): Promise<readonly Partner[]> {
      const page = z.object({
        nodes: z.array(Partner),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      })
      const query = `query ($after: String) {
        partners(first: ${PAGE}, after: $after) { nodes { ${PARTNER} } pageInfo { hasNextPage endCursor } } }`
      const found: Partner[] = []
      for (let after: string | null = null; ; ) {
        const { partners }: { partners: z.infer<typeof page> } = await ask(z.object({ partners: page }), query, { after })
        found.push(...partners.nodes)
        if (!partners.pageInfo.hasNextPage) return found
        after = partners.pageInfo.endCursor
      }
    },
  }
}

const UserError = z.object({ code: z.string(), message: z.string(), field: z.array(z.string()).nullable() })
type UserError = z.infer<typeof UserError>
const Answer = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.object({ code: z.string() }).optional(),
      }),
    )
    .default([]),
})

const isReference = (path: readonly (string | number)[] = []) => path.includes('account') || path.includes('supplier')

function unknown(what: string, id: string): never {
  throw operatorFault(`there is no ${what} ${id}`)
}
