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

/** What one rule decided in one operation, for all coordinates that ask for it. */
const Verdict = z.strictObject({
  /** The requirement as text, e.g. `scopes ["hr:comp:read"]`. */
  rule: z.string(),
  granted: z.boolean(),
  /** `Type` or `Type.field`, sorted. */
  coordinates: z.array(z.string()).readonly(),
})
export type Verdict = Readonly<z.infer<typeof Verdict>>

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
    variant: z.string(),
    operation: Operation,
    policyVersion: z.string(),
    verdicts: z.array(Verdict).readonly(),
    /** Policies that were handed to the owner of the data, as `coordinate policy`. */
    obligations: z.array(z.string()).readonly(),
    mutations: z.array(MutationOutcome).readonly(),
    /** Codes of all errors of the answer, sorted; empty when there were none. */
    codes: z.array(z.string()).readonly(),
  }),
  /** A request that was refused before its operation was known. */
  z.strictObject({
    kind: z.literal('refused'),
    requestId: z.string(),
    caller: AuditCaller.nullable(),
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
  /** A change of what governs the graph, by somebody who may. */
  z.strictObject({
    kind: z.literal('administration'),
    requestId: z.string().nullable(),
    caller: AuditCaller.nullable(),
    /** What was done, e.g. `client.suspend`. */
    action: z.string(),
    /** What it was done to. */
    target: z.string(),
    /** Facts; never personal data. */
    details: z.record(z.string(), z.string()),
  }),
  /** Last record of a chain whose writer stopped in order. */
  z.strictObject({ kind: z.literal('closed') }),
])
export type AuditEntry = Readonly<z.infer<typeof AuditEntry>>

/** An entry in its place: what is hashed. The place is part of it, so that a record cannot be moved. */
export const AuditRecord = z.strictObject({
  version: z.literal(1),
  /** Writer and epoch: one life of one process. */
  chain: z.string(),
  /** From 1, without gaps. */
  sequence: z.int().positive(),
  /** Real time, RFC 3339 in UTC. */
  at: z.iso.datetime(),
  entry: AuditEntry,
})
export type AuditRecord = Readonly<z.infer<typeof AuditRecord>>
