import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { buildSchema, type DefinitionNode, getNamedType, isObjectType, Kind, print } from 'graphql'
import { lint, RULES, readLintInput } from '../../contracts/lint.ts'
import { elementDescribed } from '../../contracts/rules/element-described.ts'

const input = readLintInput('.')
const nameOf = (node: DefinitionNode) => ('name' in node && node.name !== undefined ? node.name.value : node.kind)

describe('lint', () => {
  it('runs every rule of the folder, and every rule has a test of its name', () => {
    const ids = RULES.map(({ id }) => id).toSorted()
    const files = (folder: string, end: string) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(end))
        .map((name) => name.slice(0, -end.length))
        .toSorted()

    expect(files('contracts/rules', '.ts').filter((name) => name !== 'rule')).toEqual(ids)
    expect(files('test/contracts/rules', '.test.ts')).toEqual(ids)
  })

  it('finds nothing in the subgraphs of this repository', () => {
    expect(lint(input)).toEqual([])
  })

  it('[AP-05] holds one data contract: every element described, shared types and enums the same in every subgraph', () => {
    const texts = new Map<string, Set<string>>()
    const sharedNames = new Set(input.files.find(({ name }) => name === 'shared')?.document.definitions.map(nameOf))
    for (const definition of input.subgraphs.flatMap(({ document }) => document.definitions)) {
      const name = nameOf(definition)
      if (!sharedNames.has(name) && definition.kind !== Kind.ENUM_TYPE_DEFINITION) continue
      texts.set(name, (texts.get(name) ?? new Set()).add(print(definition)))
    }

    expect([...texts].filter(([, versions]) => versions.size > 1).map(([name]) => name)).toEqual([])
    expect(texts.size).toBeGreaterThan(20)
    expect(lint(input, [elementDescribed])).toEqual([])
  })

  it('[AP-06] answers every mutation with typed user errors, and whether the effect happened before', () => {
    const api = buildSchema(readFileSync('contracts/published/internal/api.graphql', 'utf8'))
    const payloads = Object.values(api.getMutationType()?.getFields() ?? {}).map(({ name, type }) => {
      const payload = getNamedType(type)
      const fields = isObjectType(payload) ? payload.getFields() : {}
      return [name, String(fields.userErrors?.type), String(fields.replayed?.type)]
    })

    expect(payloads.length).toBeGreaterThan(40)
    expect(payloads.filter(([, errors, replayed]) => errors !== '[UserError!]!' || replayed !== 'Boolean!')).toEqual([])
  })
})
