import { readTrustedDocuments } from './documents.ts'
import { compareFindings, type Finding } from './finding.ts'
import { readContracts } from './read-contracts.ts'
import { classifiedFieldHasScopes } from './rules/classified-field-has-scopes.ts'
import { conditionVisible } from './rules/condition-visible.ts'
import { connectionFirst } from './rules/connection-first.ts'
import { descriptionNamesVisible } from './rules/description-names-visible.ts'
import { documentValid } from './rules/document-valid.ts'
import { elementDescribed } from './rules/element-described.ts'
import { entityFieldHasScopes } from './rules/entity-field-has-scopes.ts'
import { entityHasOneSource } from './rules/entity-has-one-source.ts'
import { entityTaggedByField } from './rules/entity-tagged-by-field.ts'
import { guardedFieldNullable } from './rules/guarded-field-nullable.ts'
import { hintPromoted } from './rules/hint-promoted.ts'
import { maskApplicable } from './rules/mask-applicable.ts'
import { maskedFieldUnsearchable } from './rules/masked-field-unsearchable.ts'
import { mutationIdempotent } from './rules/mutation-idempotent.ts'
import { outputCaseVisible } from './rules/output-case-visible.ts'
import { policyHasPredicate } from './rules/policy-has-predicate.ts'
import { requirementNotEmpty } from './rules/requirement-not-empty.ts'
import { restrictedFieldHidden } from './rules/restricted-field-hidden.ts'
import { restrictedFieldUntagged } from './rules/restricted-field-untagged.ts'
import { rootFieldAuthorized } from './rules/root-field-authorized.ts'
import { rootTypeUntagged } from './rules/root-type-untagged.ts'
import { type LintInput, type Rule, runRule } from './rules/rule.ts'
import { scopeKnown } from './rules/scope-known.ts'
import { tagKnown } from './rules/tag-known.ts'
import { variantSound } from './rules/variant-sound.ts'

/** Every lint rule. A rule that is not listed here does not run; a test compares the list with the folder. */
export const RULES: readonly Rule[] = [
  classifiedFieldHasScopes,
  requirementNotEmpty,
  scopeKnown,
  policyHasPredicate,
  maskApplicable,
  maskedFieldUnsearchable,
  restrictedFieldUntagged,
  entityTaggedByField,
  restrictedFieldHidden,
  tagKnown,
  rootTypeUntagged,
  variantSound,
  outputCaseVisible,
  conditionVisible,
  descriptionNamesVisible,
  rootFieldAuthorized,
  entityFieldHasScopes,
  guardedFieldNullable,
  entityHasOneSource,
  mutationIdempotent,
  connectionFirst,
  elementDescribed,
  hintPromoted,
  documentValid,
]

/** Reads what the rules look at from the repository at `root`. */
export function readLintInput(root: string): LintInput {
  return { ...readContracts(root), documents: readTrustedDocuments(root) }
}

/** Findings of all rules, ordered for a report. */
export function lint(input: LintInput, rules: readonly Rule[] = RULES): readonly Finding[] {
  return rules.flatMap((rule) => runRule(rule, input)).toSorted(compareFindings)
}
