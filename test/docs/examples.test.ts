import { readdirSync, readFileSync } from 'node:fs'
import { Supergraph } from '@apollo/federation-internals'
import { describe, expect, it } from '@jest/globals'
import { parse, validate } from 'graphql'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const EXAMPLES = readdirSync(new URL('../../docs/examples', import.meta.url))

describe('docs/examples', () => {
  const sdl = read('contracts/published/supergraph.graphql')
  const schema = Supergraph.build(sdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema()

  it.each(EXAMPLES)('%s is a valid document of the graph', (name) => {
    expect(validate(schema, parse(read(`docs/examples/${name}`)))).toEqual([])
  })
})
