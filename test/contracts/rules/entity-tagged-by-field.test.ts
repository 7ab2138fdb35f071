import { describe, expect, it } from '@jest/globals'
import { entityTaggedByField } from '../../../contracts/rules/entity-tagged-by-field.ts'
import { findingsOf } from './findings-of.ts'

const check = (sdl: string) => findingsOf(entityTaggedByField, { hr: sdl })

describe('entity-tagged-by-field', () => {
  it('finds a tag on an entity, also on a stub that cannot be resolved', () => {
    const found = check('type Worker @key(fields: "id", resolvable: false) @tag(name: "client") { id: ID! name: String }')

    expect(found.map(({ message }) => message)).toEqual(['the entity Worker is tagged as a whole'])
  })

  it('accepts tags on the fields of an entity and on value types', () => {
    expect(
      check('type Worker @key(fields: "id") { id: ID! @tag(name: "client") } type Rate @tag(name: "client") { unit: String }'),
    ).toEqual([])
  })
})
