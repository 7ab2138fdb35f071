import { describe, expect, it } from '@jest/globals'
import { keysOfFetch } from '../../../gateway/execution/keys-of-fetch.ts'

describe('keysOfFetch', () => {
  it('names the root fields of an operation by their response keys', () => {
    expect(keysOfFetch('query ($a: Int) { x: worker(id: $a) { id } total __typename }')).toEqual(['x', 'total'])
  })

  it('names the fields of the entities, through fragments, each once', () => {
    expect(
      keysOfFetch(`query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on Worker { __typename name y: pay } ... on Project { name } ...F } } fragment F on Task { due }`),
    ).toEqual(['name', 'y', 'due'])
  })
})
