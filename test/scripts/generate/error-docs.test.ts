import { describe, expect, it } from '@jest/globals'
import { ERRORS } from '../../../contracts/wire/errors.ts'
import { generateErrorDocs } from '../../../scripts/generate/error-docs.ts'

describe('docs/errors.md', () => {
  it('documents every code of the registry, with status, retry and help', () => {
    const text = generateErrorDocs()

    for (const [code, { status, retryable, help }] of Object.entries(ERRORS)) {
      expect(text).toContain(`| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${help} |`)
    }
  })
})
