import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { Kind, parse } from 'graphql'
import { ROLES, type Role } from '../../policies/index.ts'
import { readDeclaredGraph } from '../support/matrix/declared-graph.ts'
import { judge } from '../support/matrix/judgement.ts'
import { matrixCallerOf } from '../support/matrix/matrix-caller.ts'
import { findRoads } from '../support/matrix/roads.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

const graph = readDeclaredGraph()
const DENIED = 'UNAUTHORIZED_FIELD_OR_TYPE'

const MATRIX = (Object.keys(ROLES) as Role[]).map((role) => ({ role, ...judge(graph, matrixCallerOf(role)) }))

describe('the matrix of roles and fields', () => {
  it('has every coordinate of the published supergraph', () => {
    const reached = new Set((['Query', 'Mutation'] as const).flatMap((root) => [...findRoads(graph, root, () => true).keys()]))
    const judged = [...reached].flatMap((name) =>
      [...(graph.types.get(name)?.fields.keys() ?? [])].map((field) => `${name}.${field}`),
    )

    expect(judged.sort()).toEqual(publishedCoordinates())
  })

  it.each(MATRIX)(
    '[AP-08] $role: $allowed fields allowed, $denied denied, $unreachable of them behind a closed field; exactly',
    async ({ role, documents }) => {
      const client = stack.as(role)
      for (const { text, denied } of documents) {
        const { errors } = await client.send(text, { run: false })

        expect(errors.filter(({ extensions }) => extensions?.code !== DENIED)).toEqual([])
        expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual(denied)
      }
    },
  )

  it('refuses whoever has no token every document of the matrix as a whole', async () => {
    for (const { text } of MATRIX[0]?.documents ?? []) {
      const response = await fetch(stack.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: text, variables: { run: false } }),
      })

      expect(response.status).toBe(401)
      expect(await response.json()).not.toHaveProperty('data')
    }
  })
})

function publishedCoordinates(): readonly string[] {
  const { definitions } = parse(readFileSync('contracts/published/supergraph.graphql', 'utf8'))
  return definitions
    .flatMap((type) => {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return []
      const fields = isOpen(type) ? (type.fields ?? []).filter(isOpen) : []
      return fields.map(({ name }) => `${type.name.value}.${name.value}`)
    })
    .sort()
}

const isOpen = (node: { readonly directives?: readonly { readonly name: { readonly value: string } }[] | undefined }) =>
  !(node.directives ?? []).some(({ name }) => name.value === 'inaccessible')
