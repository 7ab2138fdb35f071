import { createHash, randomBytes } from 'node:crypto'

/**
 * Canonical ids: `<prefix>_<lowercase letters and digits>`. They are issued by the graph, stored in each system's
 * external-id field, and are the same in every subgraph.
 */
export const ID_PREFIX = {
  Account: 'acc',
  Contact: 'con',
  Opportunity: 'opp',
  Contract: 'ctr',
  DocumentFolder: 'fld',
  DocumentVersion: 'dcv',
  LegalEntity: 'len',
  CostCenter: 'ccn',
  Charge: 'chg',
  Invoice: 'inv',
  Project: 'prj',
  Phase: 'pha',
  Task: 'tsk',
  Milestone: 'mil',
  StaffingRequest: 'stf',
  CandidateProposal: 'cpr',
  Assignment: 'asg',
  Timecard: 'tim',
  Worker: 'wrk',
  Supplier: 'sup',
  Requisition: 'req',
  PurchaseOrder: 'por',
  Handoff: 'hnd',
  WorkflowRun: 'run',
  Approval: 'apr',
  ReviewTask: 'rev',
  Notice: 'ntc',
  AuditEvent: 'evt',
  DomainEvent: 'dev',
} as const satisfies Record<string, string>
export type IdKind = keyof typeof ID_PREFIX

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'

function encode(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET[byte % 36]).join('')
}

/** A new random id; 20 characters of base 36. */
export function newId(kind: IdKind): string {
  return `${ID_PREFIX[kind]}_${encode(randomBytes(20))}`
}

/** The id that belongs to a business key: the same key always gives the same id, so a repeated step creates nothing new. */
export function idFor(kind: IdKind, ...key: readonly string[]): string {
  return `${ID_PREFIX[kind]}_${encode(createHash('sha256').update(key.join('\u0000')).digest().subarray(0, 20))}`
}
