import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql'
import { readContracts } from '../../contracts/read-contracts.ts'
import { sortedSdl } from '../../contracts/variants/variant-schema.ts'
import type { Variant } from '../../policies/index.ts'
import { createLeakScan } from '../gateway/support/leak-scan.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

const PARTNERS: readonly (readonly [string, Variant])[] = [
  ['client_acme', 'client'],
  ['sub_nordlicht', 'subcontractor'],
  ['reseller_axiom', 'reseller'],
]
const { variants } = readContracts('.')

function leaksTo(name: Variant): (text: string) => readonly string[] {
  const variant = variants.get(name)
  if (variant === undefined) throw new Error('every variant is built')
  return createLeakScan(variant)
}

/** Everything that comes back, as text. */
async function send(persona: string, query: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(stack.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await stack.tokenOf(persona)}` },
    body: JSON.stringify({ query }),
  })
  return { status: response.status, text: await response.text() }
}

describe('the contract of a partner', () => {
  it.each(PARTNERS)('[AP-07] is to %s exactly what is published for its variant', async (persona, variant) => {
    const published = readFileSync(`contracts/published/${variant}/api.graphql`, 'utf8')
    const query = getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, oneOf: true })
    const { status, text } = await send(persona, query)

    expect(status).toBe(200)
    const { data } = JSON.parse(text) as { data: IntrospectionQuery }
    expect(sortedSdl(buildClientSchema(data))).toBe(published)
  })

  it.each(PARTNERS)(
    'suggests nothing to %s and answers for a hidden field as for one that never was',
    async (persona, variant) => {
      const leaks = leaksTo(variant)
      const nearMiss = await send(
        persona,
        '{ invoces { nodes { id } } workrs { nodes { id } } project(id: "x") { margnToDate } }',
      )
      const ask = async (field: string) => (await send(persona, `{ ${field} { code } }`)).text.replaceAll(field, 'x')

      expect(nearMiss.status).toBe(400)
      expect(nearMiss.text).not.toContain('Did you mean')
      expect(leaks(nearMiss.text)).toEqual([])
      expect(await ask('costCenters')).toBe(await ask('neverCentres'))
    },
  )
})
