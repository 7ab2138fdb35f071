/** What a gateway of the measure does beyond planning and fetching. */
export interface Rung {
  readonly name: string
  /** Tokens of an issuer are demanded and verified; else every caller is anonymous. */
  readonly identity: boolean
  /** The supergraph has its authorization rules, and they are enforced. */
  readonly policies: boolean
  /** Only registered documents, asked for by id. */
  readonly documents: boolean
  /** Requests to subgraphs carry a signed envelope. */
  readonly envelope: boolean
  /** What was decided goes to PostgreSQL. */
  readonly audit: boolean
}

const OPEN: Rung = { name: 'open', identity: false, policies: false, documents: false, envelope: false, audit: false }
const IDENTITY: Rung = { ...OPEN, name: '+ identity', identity: true }
const POLICIES: Rung = { ...IDENTITY, name: '+ policies', policies: true }
const DOCUMENTS: Rung = { ...POLICIES, name: '+ documents', documents: true }
const ENVELOPE: Rung = { ...DOCUMENTS, name: '+ envelope', envelope: true }
const FULL: Rung = { ...ENVELOPE, name: 'full (+ audit)', audit: true }

/** The gateway with everything, and the same one with an allow-all policy. The first is what others are compared with. */
export const PAIR: readonly Rung[] = [OPEN, FULL]
/** From one to the other, a part at a time. */
export const LADDER: readonly Rung[] = [OPEN, IDENTITY, POLICIES, DOCUMENTS, ENVELOPE, FULL]
