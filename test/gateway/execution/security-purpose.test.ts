import { describe, expect, it } from '@jest/globals'
import { parse, print } from 'graphql'
import { withoutEnforcedSecurityPurpose } from '../../../gateway/execution/security-purpose.ts'

const strip = (link: string) =>
  print(withoutEnforcedSecurityPurpose(parse(`schema @link(url: "${link}", for: SECURITY) { query: Query }`)))

describe('withoutEnforcedSecurityPurpose', () => {
  it.each(['authenticated', 'requiresScopes', 'policy'])('drops the purpose of %s, which the field policies enforce', (name) => {
    expect(strip(`https://specs.apollo.dev/${name}/v0.1`)).not.toContain('SECURITY')
  })

  it.each(['authenticated/v0.2', 'context/v0.1', 'cacheTag/v0.1'])(
    'keeps the purpose of %s, so that the engine refuses it',
    (link) => {
      expect(strip(`https://specs.apollo.dev/${link}`)).toContain('for: SECURITY')
    },
  )
})
