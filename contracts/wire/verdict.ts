import { z } from 'zod'

/** Extension of a subgraph's answer under which its verdicts travel to the gateway; it never goes further. */
export const VERDICTS_EXTENSION = 'verdicts'
/** Verdicts of one answer that are sent; a page of records can have many. */
export const MAX_VERDICTS = 500

/** What the owner of the data decided on one policy of one field, for the audit record. */
export const FieldVerdict = z.strictObject({
  /** `Type.field`. */
  coordinate: z
    .string()
    .max(200)
    .regex(/^[_A-Za-z]\w*\.[_A-Za-z]\w*$/),
  /** Name of the predicate. */
  policy: z.string().min(1).max(100),
  allowed: z.boolean(),
  /** One of the fixed clauses of the predicate: no names, no values. */
  reason: z.string().max(300),
})
export type FieldVerdict = Readonly<z.infer<typeof FieldVerdict>>
