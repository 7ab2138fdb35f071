import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuditKey } from '../../../contracts/wire/audit-keys.ts'
import { AuditRecord } from '../../../contracts/wire/audit-record.ts'
import { createTestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'
import { ENVELOPE_KEY, type GatewayOptions, type GatewayUnderTest, startGatewayOver } from '../support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from '../support/little-subgraph.ts'
import { MASK_HEAD } from '../support/mask-sdl.ts'

export const AUDIT_SECRET = { id: 'a-test', secret: 'a-secret-of-the-audit-of-more-than-32-characters' }
export const AUDIT_KEY = createAuditKey(AUDIT_SECRET)

const SDL = `${MASK_HEAD}
  scalar Decimal
  type Worker @key(fields: "id") @tag(name: "client") { id: ID! name: String phone: String @masked(as: "last4", unless: [["hr:pii:read"]]) budget: Decimal @masked(as: "bucketed", unless: [["hr:comp:read"]]) @requiresScopes(scopes: [["hr:comp:read"]]) pay: Int @requiresScopes(scopes: [["hr:comp:read"]]) }
  type UserError { code: String! message: String! }
  type WorkerPayload { worker: Worker userErrors: [UserError!]! }
  input RaiseInput { idempotencyKey: String! workerId: ID! approvalId: ID }
  type Query { worker(id: ID!): Worker @tag(name: "client") hello: String }
  type Mutation {
    raise(input: RaiseInput!): WorkerPayload @requiresScopes(scopes: [["hr:write"]])
    note(text: String!): WorkerPayload
    approve(id: ID!): Worker @policy(policies: [["segregation_of_duties"]])
  }`

export interface AuditedGateway {
  readonly gateway: GatewayUnderTest
  readonly subgraph: LittleSubgraph
  readonly adminUrl: string
  readonly folder: string
  /** All records that the store has, oldest first. */
  records(): Promise<readonly AuditRecord[]>
  /** Entries of one kind. */
  entries<Kind extends AuditRecord['entry']['kind']>(
    kind: Kind,
  ): Promise<readonly Extract<AuditRecord['entry'], { kind: Kind }>[]>
  /** The store takes nothing until `back`: the role may not insert. */
  takeStoreAway(): Promise<void>
  bringStoreBack(): Promise<void>
  /** Starts another gateway on the same folder and database; the first one has to be stopped. */
  restart(): Promise<GatewayUnderTest>
  close(): Promise<void>
}

/** A gateway with an audit trail in a database of its own, over one little subgraph that masks nothing itself. */
export async function startAuditedGateway(
  audit: Readonly<Record<string, unknown>> = {},
  { config = {}, variantRules }: Pick<GatewayOptions, 'config' | 'variantRules'> = {},
): Promise<AuditedGateway> {
  const database = await createTestDatabase({ schemas: ['platform', 'gateway'] })
  const folder = mkdtempSync(join(tmpdir(), 'gateway-audit-'))
  const worker = { __typename: 'Worker', id: 'w1', name: 'Ada', phone: '+49 30 12344711', budget: '100.00', pay: 100 }
  const subgraph = await startLittleSubgraph({
    name: 'hr',
    sdl: SDL,
    envelopeKey: ENVELOPE_KEY,
    resolvers: {
      Query: { worker: () => worker, hello: () => 'hello' },
      Mutation: {
        raise: (_: unknown, { input }: { input: { workerId: string } }) =>
          input.workerId === 'w1'
            ? { worker, userErrors: [] }
            : { worker: null, userErrors: [{ code: 'NOT_FOUND', message: 'No such worker.' }] },
        note: () => ({ worker, userErrors: [] }),
        approve: () => worker,
      },
    },
  })
  const databaseUrl = database.urlFor('gateway')
  const start = () =>
    startGatewayOver([subgraph], {
      config: { ...config, audit: { directory: folder, flushMs: 10, ...audit } },
      ...(variantRules && { variantRules }),
      databaseUrl,
      auditSecrets: [AUDIT_SECRET],
      nowMs: Date.now,
    })
  let gateway = await start()
  const role = new URL(databaseUrl).username

  async function records(): Promise<readonly AuditRecord[]> {
    const rows = await query<{ record: string }>(
      database.adminUrl,
      'select record from gateway.audit_record order by recorded_at, chain, sequence',
    )
    return rows.map(({ record }) => AuditRecord.parse(JSON.parse(record)))
  }

  return {
    get gateway() {
      return gateway
    },
    subgraph,
    adminUrl: database.adminUrl,
    folder,
    records,
    async entries<Kind extends AuditRecord['entry']['kind']>(kind: Kind) {
      type Wanted = Extract<AuditRecord['entry'], { kind: Kind }>
      return (await records()).map(({ entry }) => entry).filter((entry): entry is Wanted => entry.kind === kind)
    },
    takeStoreAway: async () => void (await query(database.adminUrl, `revoke insert on gateway.audit_record from ${role}`)),
    bringStoreBack: async () => void (await query(database.adminUrl, `grant insert on gateway.audit_record to ${role}`)),
    async restart() {
      gateway = await start()
      return gateway
    },
    async close() {
      await gateway.stop()
      await subgraph.stop()
      await database.drop()
      rmSync(folder, { recursive: true })
    },
  }
}
