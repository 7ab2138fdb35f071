import { argumentOf, usesOf } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** A misspelt tag shows or hides nothing, and nobody notices. */
export const tagKnown: Rule = {
  id: 'tag-known',
  severity: 'error',
  help: 'Use a tag of contracts/governance.config.json, or add it to a variant there.',
  check: ({ files, rules }) => {
    const known = new Set([...rules.values()].flatMap(({ include, exclude }) => [...include, ...exclude]))
    return files.flatMap(({ document }) =>
      usesOf(document, 'tag')
        .map(({ coordinate, directive }) => ({ coordinate, directive, tag: String(argumentOf(directive, 'name')) }))
        .filter(({ tag }) => !known.has(tag))
        .map(({ coordinate, directive, tag }) => ({
          coordinate,
          message: `${coordinate} has the tag "${tag}", which no variant includes or excludes`,
          at: directive,
        })),
    )
  },
}
