import type { ASTNode } from 'graphql'
import type { TrustedDocument } from '../documents.ts'
import { type Finding, placeOf } from '../finding.ts'
import type { Contracts } from '../read-contracts.ts'

/** All that a rule may look at. */
export interface LintInput extends Contracts {
  readonly documents: readonly TrustedDocument[]
}

/** One fault that a rule has found; the engine adds what is the same for the whole rule. */
export interface Problem {
  readonly coordinate: string
  readonly message: string
  /** Where it is; a trusted document that does not even parse has a place but no node. */
  readonly at: ASTNode | Pick<Finding, 'file' | 'line' | 'column'> | undefined
}

export interface Rule {
  /** Also the name of the rule's file and of its test. */
  readonly id: string
  readonly severity: Finding['severity']
  /** What an author does about a finding. */
  readonly help: string
  readonly check: (input: LintInput) => readonly Problem[]
}

/** Findings of one rule. */
export function runRule({ id, severity, help, check }: Rule, input: LintInput): readonly Finding[] {
  return check(input).map(({ coordinate, message, at }) => ({
    rule: id,
    severity,
    coordinate,
    message,
    help,
    ...(at !== undefined && 'file' in at ? at : placeOf(at)),
  }))
}
