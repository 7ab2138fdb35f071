import { buildSubgraphSchema } from '@apollo/subgraph'
import {
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  Kind,
  parse,
  print,
} from 'graphql'
import { predicateNamed } from '../../policies/index.ts'
import { SubgraphConfig } from '../../subgraphs/shared/config.ts'
import type { SubgraphContext } from '../../subgraphs/shared/context.ts'
import type { FactLoaders } from '../../subgraphs/shared/facts.ts'
import { scalars } from '../../subgraphs/shared/scalars.ts'
import { readSubgraphDocument } from '../../subgraphs/shared/schema.ts'
import { serveSubgraph } from '../../subgraphs/shared/serve.ts'
import { sealedClient, TEST_ENVELOPE_KEYS } from '../support/subgraph-client.ts'

/** One field of an object type of the SDL, as it is probed. */
export interface ProbedField {
  readonly typeName: string
  readonly fieldName: string
  /** Response key of the type in the probing document; null for a root type. */
  readonly typeKey: string | null
  readonly fieldKey: string
  readonly isNonNull: boolean
}

/** A subgraph with its own SDL, server, shield and masks; each of its fields resolves to a value of its type. */
export interface ProbingSubgraph {
  readonly document: DocumentNode
  readonly queried: readonly ProbedField[]
  readonly mutated: readonly ProbedField[]
  /** Asks for every field of `queried`, or of `mutated`, at once. */
  readonly documents: { readonly query: string; readonly mutation: string | null }
  readonly ask: ReturnType<typeof sealedClient>
  stop(): Promise<void>
}

const SAMPLES: Readonly<Record<string, unknown>> = {
  Boolean: true,
  Int: 1,
  Float: 1.5,
  Date: '2026-05-26',
  DateTime: '2026-05-26T09:00:00.000Z',
  Decimal: '1250.50',
  CurrencyCode: 'EUR',
  CountryCode: 'DE',
  URL: 'https://www.example.com',
  EmailAddress: 'kim.lind@example.com',
}
const sampleOf = (typeName: string): unknown => SAMPLES[typeName] ?? 'sample'

/**
 * Starts the subgraph of this name over its real SDL. `Query.probe_T` leads to every object type, so that a plan may be forged
 * for each of its fields, reachable or not.
 *
 * @param factsOf facts of a policy on a coordinate that the subgraph decides.
 */
export async function startProbingSubgraph(
  name: string,
  factsOf: (policy: string) => Readonly<Record<string, unknown>>,
): Promise<ProbingSubgraph> {
  const own = readSubgraphDocument(name)
  const types = own.definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION).map((node) => node.name.value)
  const probed = [...new Set(types)].filter((each) => each !== 'Query' && each !== 'Mutation')
  const probes = parse(`extend type Query { ${probed.map((each) => `probe_${each}: ${each}`).join(' ')} }`)
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...own.definitions, ...probes.definitions] }
  const schema = buildSubgraphSchema({ typeDefs: document })
  const running = await serveSubgraph<SubgraphContext>(
    {
      name,
      sdl: print(document),
      resolvers: resolversFor(schema),
      facts: factsFor(own, factsOf),
      createContext: (base) => base,
      checkHealth: async () => undefined,
      close: async () => undefined,
    },
    SubgraphConfig.parse({
      PORT: '0',
      DATABASE_URL: 'postgresql://unused',
      ENVELOPE_KEYS: TEST_ENVELOPE_KEYS,
      LOG_LEVEL: 'silent',
    }),
  )
  const query = fieldsOf(schema, 'Query', null).filter(({ fieldName }) => !/^(_|probe_)/.test(fieldName))
  const inner = probed.flatMap((each, index) => fieldsOf(schema, each, `t${index}`))
  const mutated = schema.getMutationType() ? fieldsOf(schema, 'Mutation', null) : []
  const bodyOf = (fields: readonly ProbedField[]) => fields.map((field) => selectionOf(schema, field)).join(' ')
  const nested = probed.map(
    (each, index) => `t${index}: probe_${each} { __typename ${bodyOf(inner.filter(({ typeName }) => typeName === each))} }`,
  )
  return {
    document: own,
    queried: [...query, ...inner],
    mutated,
    documents: {
      query: `{ __typename ${bodyOf(query)} ${nested.join(' ')} }`,
      mutation: mutated.length === 0 ? null : `mutation { ${bodyOf(mutated)} }`,
    },
    ask: sealedClient(running.url, `subgraph:${name}`),
    stop: running.stop,
  }
}

function fieldsOf(schema: GraphQLSchema, typeName: string, typeKey: string | null): readonly ProbedField[] {
  const type = schema.getType(typeName)
  if (!isObjectType(type)) return []
  return Object.values(type.getFields()).map((field, index) => ({
    typeName,
    fieldName: field.name,
    typeKey,
    fieldKey: `f${index}`,
    isNonNull: isNonNullType(field.type),
  }))
}

function selectionOf(schema: GraphQLSchema, { typeName, fieldName, fieldKey }: ProbedField): string {
  const field = (schema.getType(typeName) as GraphQLObjectType).getFields()[fieldName] // fieldsOf() took it from there
  if (field === undefined) throw new Error(`${typeName}.${fieldName} is gone`)
  const required = field.args.filter(isRequiredArgument).map((each) => `${each.name}: ${literalOf(each.type)}`)
  const inner = getNamedType(field.type)
  const selection = isObjectType(inner) || isAbstractType(inner) ? ' { __typename }' : ''
  return `${fieldKey}: ${fieldName}${required.length > 0 ? `(${required.join(', ')})` : ''}${selection}`
}

function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType)
  if (isListType(type)) return `[${literalOf(type.ofType)}]`
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  if (!isInputObjectType(type)) return JSON.stringify(sampleOf(type.name))
  const fields = Object.values(type.getFields()).filter(isRequiredInputField)
  return `{ ${fields.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')} }`
}

function resolversFor(schema: GraphQLSchema): Readonly<Record<string, object>> {
  const valueOfType = (type: GraphQLOutputType): unknown => {
    if (isNonNullType(type)) return valueOfType(type.ofType)
    if (isListType(type)) return [valueOfType(type.ofType)]
    if (isEnumType(type)) return type.getValues()[0]?.name
    if (isAbstractType(type)) return { __typename: schema.getPossibleTypes(type)[0]?.name }
    // An amount of money has its parts: a mask hides one of them.
    return isObjectType(type) ? { __typename: type.name, amount: '1250.50' } : sampleOf(type.name)
  }
  const resolvers: Record<string, object> = {}
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_')) continue
    if (type.name in scalars)
      resolvers[type.name] = scalars[type.name as keyof typeof scalars] // the name was just found there
    else if (isAbstractType(type))
      resolvers[type.name] = { __resolveType: ({ __typename }: { __typename: string }) => __typename }
    else if (isObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => !field.name.startsWith('_'))
      resolvers[type.name] = Object.fromEntries(fields.map((field) => [field.name, () => valueOfType(field.type)]))
    }
  }
  return resolvers
}

function factsFor(
  { definitions }: DocumentNode,
  factsOf: (policy: string) => Readonly<Record<string, unknown>>,
): FactLoaders<SubgraphContext> {
  const loaders: Record<string, Record<string, FactLoaders<SubgraphContext>[string][string]>> = {}
  for (const type of definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    for (const field of type.fields ?? []) {
      for (const policy of policiesOf(field)) {
        if (predicateNamed(policy)?.decidedAt !== 'subgraph') continue
        const coordinate = `${type.name.value}.${field.name.value}`
        loaders[coordinate] = { ...loaders[coordinate], [policy]: async (asks) => asks.map(() => factsOf(policy)) }
      }
    }
  }
  return loaders
}

const policiesOf = (field: FieldDefinitionNode): readonly string[] =>
  (field.directives ?? []).flatMap((directive) =>
    directive.name.value === 'policy' ? [...print(directive).matchAll(/"(\w+)"/g)].map(([, name]) => name ?? '') : [],
  )
