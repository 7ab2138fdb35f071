import { z } from 'zod'

/** Keyed hash of something that names a person: `<key id>.<base64url>`; see audit-keys.ts. */
const Pseudonym = z.string().regex(/^[\w-]+\.[\w-]{43}$/)

/** Who caused something. No name, no address and no subject in clear: the store of a trail outlives the right to know them. */
export const AuditCaller = z.strictObject({
  subject: Pseudonym,
  kind: z.enum(['PERSON', 'PARTNER', 'SERVICE', 'AI_SERVICE']),
  /** OAuth client that obtained the token. */
  client: z.string(),
  /** Partner record that the caller acts for; null for everybody who acts for the firm. */
  actingFor: z.string().nullable(),
})
export type AuditCaller = Readonly<z.infer<typeof AuditCaller>>

const coordinates = z.array(z.string()).readonly()

/** What one rule decided in one operation, for all coordinates that ask for it. */
const Verdict = z.union([
  z.strictObject({
    /** The rule as text, e.g. `scopes ["hr:comp:read"]` or `masked bucketed unless ["crm:commercials:read"]`. */
    rule: z.string(),
    /** `masked`: the value was shown in part. A coordinate that another rule denies was not shown at all. */
    decision: z.enum(['granted', 'denied', 'masked']),
    /** `Type` or `Type.field`, sorted. */
    coordinates,
  }),
  // Version 1 said it like this, and knew no masks.
  z
    .strictObject({ rule: z.string(), granted: z.boolean(), coordinates })
    .transform(({ granted, ...verdict }) => ({ ...verdict, decision: granted ? ('granted' as const) : ('denied' as const) })),
])
export type Verdict = Readonly<z.infer<typeof Verdict>>

/** What the owner of the data decided on a policy that was handed to it. */
const SubgraphVerdict = z.strictObject({
  /** Who decided. */
  subgraph: z.string(),
  /** `Type.field`. */
  coordinate: z.string(),
  policy: z.string(),
  allowed: z.boolean(),
  /** A fixed text of the policy; of any other text `sha256:` and its hash, hexadecimal. */
  reason: z.string(),
})
export type SubgraphVerdict = Readonly<z.infer<typeof SubgraphVerdict>>

/** The trusted document that was asked for, or sent; absent as null where the level of the caller does not ask. */
const AuditDocument = z.strictObject({
  /** Of an unknown document the SHA-256, hexadecimal: of its text, or of the id when that is none. */
  id: z.string(),
  isKnown: z.boolean(),
})
export type AuditDocument = Readonly<z.infer<typeof AuditDocument>>

/** One mutation field of an operation, under the name that the schema gives it. */
const MutationOutcome = z.strictObject({
  field: z.string(),
  /** Keyed hash of the idempotency key: clients put ids of people and of tickets into theirs. Null without one. */
  key: Pseudonym.nullable(),
  /** Approval that the mutation is about; null when it is about none. */
  approval: z.string().nullable(),
  /**
   * `refused`: expected failures came back as `userErrors`. `answered`: the client did not ask for those, so nobody here knows.
   * `denied`: the policies let nothing happen.
   */
  outcome: z.enum(['done', 'refused', 'answered', 'failed', 'denied']),
  /** Codes of the user errors, or of the error. */
  codes: z.array(z.string()).readonly(),
})
export type MutationOutcome = Readonly<z.infer<typeof MutationOutcome>>

const Operation = z.strictObject({
  /** sha-256 of the document as it was sent, hexadecimal. */
  id: z.string(),
  name: z.string().nullable(),
  type: z.enum(['query', 'mutation', 'subscription']),
})

/** What happened, without its place in a chain. */
export const AuditEntry = z.discriminatedUnion('kind', [
  /** First record of a chain. */
  z.strictObject({
    kind: z.literal('opened'),
    /** Process that writes the chain. */
    writer: z.string(),
    /** sha-256 of all rules that are enforced, hexadecimal. */
    policyVersion: z.string(),
  }),
  /** A request that touched protected coordinates, or changed something. A stream is one request until its verdicts change. */
  z.strictObject({
    kind: z.literal('request'),
    requestId: z.string(),
    /** Null for an anonymous caller. */
    caller: AuditCaller.nullable(),
    /** Contract variant that the caller sees. */
    variant: z.string(),
    /** Since version 2. */
    document: AuditDocument.nullable().default(null),
    operation: Operation,
    policyVersion: z.string(),
    verdicts: z.array(Verdict).readonly(),
    /** Policies that were handed to the owner of the data, as `coordinate policy`. */
    obligations: z.array(z.string()).readonly(),
    /** What became of them there, sorted; empty where the owner was not asked, or did not answer. Since version 2. */
    subgraphVerdicts: z.array(SubgraphVerdict).readonly().default([]),
    mutations: z.array(MutationOutcome).readonly(),
    /** Codes of all errors of the answer, sorted; empty when there were none. */
    codes: z.array(z.string()).readonly(),
  }),
  /** A request that was refused before its operation was known. */
  z.strictObject({
    kind: z.literal('refused'),
    requestId: z.string(),
    caller: AuditCaller.nullable(),
    /** Contract variant; null for a caller who is not known. Since version 2. */
    variant: z.string().nullable().default(null),
    /** Since version 2. */
    document: AuditDocument.nullable().default(null),
    /** HTTP status. */
    status: z.int(),
    codes: z.array(z.string()).readonly(),
  }),
  /** Records that were not written one by one, and why: nothing is left out in silence. */
  z.strictObject({
    kind: z.literal('omitted'),
    /** `limit`: more refusals a minute than are recorded. `full`: refusals while the store was away. */
    reason: z.enum(['limit', 'full']),
    /** How many, by code. */
    counts: z.record(z.string(), z.int()),
  }),
  /** Last record of a chain whose writer stopped in order. */
  z.strictObject({ kind: z.literal('closed') }),
])
export type AuditEntry = Readonly<z.infer<typeof AuditEntry>>

/** An entry in its place: what is hashed. The place is part of it, so that a record cannot be moved. */
export const AuditRecord = z.strictObject({
  /** 2 is written; 1 is read, as what it says in the words of 2. The hash is over the text, whatever its version. */
  version: z.literal([1, 2]),
  /** Writer and epoch: one life of one process. */
  chain: z.string(),
  /** From 1, without gaps. */
  sequence: z.int().positive(),
  /** Real time, RFC 3339 in UTC. */
  at: z.iso.datetime(),
  entry: AuditEntry,
})
export type AuditRecord = Readonly<z.infer<typeof AuditRecord>>
