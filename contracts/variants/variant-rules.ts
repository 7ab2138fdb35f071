import { z } from 'zod'
import { VARIANTS, type Variant } from '../../policies/index.ts'

/** A tag, as Apollo's contracts name them. */
const Tag = z.string().regex(/^[A-Za-z][\w/-]{0,127}$/, 'must be letters, digits, "_", "-" or "/", 128 at most')

const Rules = z
  .strictObject({
    /** What is shown: without a list every new field would be shown to a partner the day it is written. */
    include: z.array(Tag).min(1),
    /** Wins over `include`. */
    exclude: z.array(Tag).default([]),
  })
  .refine(({ include, exclude }) => !include.some((tag) => exclude.includes(tag)), 'a tag is included and excluded')

/** Which tags make a variant. */
export type VariantRules = Readonly<z.infer<typeof Rules>>

/** Every variant that is made by tags. `internal` is all of the graph and has no rules. */
export type PartnerVariant = Exclude<Variant, 'internal'>
export const PARTNER_VARIANTS = VARIANTS.filter((variant): variant is PartnerVariant => variant !== 'internal')

/** Rules of the partner variants; one that is absent is closed. */
export type RulesByVariant = ReadonlyMap<PartnerVariant, VariantRules>

const Governance = z.looseObject({
  variants: z.partialRecord(z.enum(PARTNER_VARIANTS), Rules).default({}),
  /** Variant that the documents of a folder of `contracts/documents` are written against. */
  documents: z.record(z.string().min(1), z.enum(VARIANTS)).default({}),
})

/** Variant by the name of a folder of trusted documents. A map, for a folder may be called like a member of every object. */
export type DocumentVariants = ReadonlyMap<string, Variant>

export type CheckedRules =
  | { readonly ok: true; readonly rules: RulesByVariant; readonly documents: DocumentVariants }
  | { readonly ok: false; readonly faults: readonly string[] }

/** The variants, and those of the documents, in the text of `contracts/governance.config.json`. Other keys of the file are not looked at. */
export function checkVariantRules(text: string): CheckedRules {
  const json = parseJson(text)
  if (json === undefined) return { ok: false, faults: ['is not JSON'] }
  const parsed = Governance.safeParse(json)
  if (!parsed.success) {
    return { ok: false, faults: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`) }
  }
  const { variants, documents } = parsed.data
  const given = PARTNER_VARIANTS.flatMap((name) => (variants[name] === undefined ? [] : [[name, variants[name]] as const]))
  return { ok: true, rules: new Map(given), documents: new Map(Object.entries(documents)) }
}

/** The same. @throws Error with one line per fault; `file` is how it is named. */
export function parseVariantRules(text: string, file: string): RulesByVariant {
  const checked = checkVariantRules(text)
  if (checked.ok) return checked.rules
  throw new Error(`Invalid variants:\n${checked.faults.map((fault) => `  ${file}: ${fault}`).join('\n')}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
