import type { DocumentNode, GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { RulesByVariant } from '../../contracts/variants/variant-rules.ts'
import { buildVariants, type ContractVariant } from '../../contracts/variants.ts'
import type { EnvelopeKey } from '../../contracts/wire/envelope.ts'
import type { Variant } from '../../policies/index.ts'
import type { Rules } from '../authorization/compile-rules.ts'
import type { GatewayConfig } from '../config.ts'
import { createApolloEngine } from '../execution/apollo-engine.ts'
import type { ExecutionEngine, Operation, OperationResult } from '../execution/executor.ts'
import { readFetchedFields } from '../execution/fetched-fields.ts'
import { startGraphqlServer } from '../execution/graphql-server.ts'
import { withoutEnforcedSecurityPurpose } from '../execution/security-purpose.ts'
import { createSubgraphDataSource } from '../execution/subgraph-data-source.ts'
import { compileOwners } from '../execution/supergraph-graphs.ts'
import { pipeline, type Stage } from '../pipeline.ts'
import type { Graph, View } from './graph.ts'

export interface GraphOptions {
  /** The full supergraph, with its auth directives and tags. */
  readonly supergraph: DocumentNode
  /** Of the whole graph, admitted before. */
  readonly rules: Rules
  readonly variantRules: RulesByVariant
  readonly config: GatewayConfig
  readonly envelopeKey: EnvelopeKey | null
  readonly log: Logger
}

/** What the stages of one variant are made of. */
export interface ViewParts {
  readonly variant: Variant
  readonly schema: GraphQLSchema
  /** Of the whole graph: plans are made on it, whatever the variant. */
  readonly engine: ExecutionEngine
  readonly rules: Rules
  readonly introspection: boolean
  readonly mode: 'filter' | 'refuse'
}

/**
 * Compiles a supergraph with all of its variants. Planning and fetching stay on the one full graph, because a visible field may
 * need keys that its caller does not see; everything else has the schema of the variant.
 *
 * @throws Error with one line per fault when the supergraph or one of its variants cannot be served safely.
 * @see docs/adr/0016-variants-on-one-engine.md
 */
export async function compileGraph(
  { supergraph, rules, variantRules, config, envelopeKey, log }: GraphOptions,
  stagesOf: (parts: ViewParts) => readonly Stage<Operation, OperationResult>[],
): Promise<Graph> {
  const engine = await startEngine(supergraph, { config, envelopeKey, log })
  const variants = [...buildVariants(supergraph, engine.schema, variantRules).values()]
  const faults = variants.flatMap(errorsOf)
  if (faults.length > 0) {
    await engine.close()
    throw new Error(`The gateway does not start with these contract variants:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  }
  const { mode = 'refuse' } = config.authorization ?? {}
  const fetchedFields = readFetchedFields(supergraph)

  async function startView(variant: Variant, schema: GraphQLSchema): Promise<View> {
    const settings =
      variant === 'internal' ? { introspection: config.introspection, mode } : { mode, ...config.variants[variant] }
    const server = await startGraphqlServer({
      schema,
      introspection: settings.introspection,
      isPartner: variant !== 'internal',
      fetchedFields,
      log,
    })
    const execute = pipeline(stagesOf({ variant, schema, engine, rules, ...settings }))
    return { variant, schema, introspection: settings.introspection, server, execute }
  }

  const internal = await startView('internal', engine.schema)
  const open = variants.flatMap(({ name, schema }) => (name === 'internal' || schema === null ? [] : [startView(name, schema)]))
  const views = [internal, ...(await Promise.all(open))]
  return {
    views: new Map(views.map((view) => [view.variant, view])),
    internal,
    async close() {
      await Promise.all(views.map(({ server }) => server.stop()))
      await engine.close()
    },
  }
}

function startEngine(
  supergraph: DocumentNode,
  { config, envelopeKey, log }: Pick<GraphOptions, 'config' | 'envelopeKey' | 'log'>,
): Promise<ExecutionEngine> {
  const owners = compileOwners(supergraph)
  return createApolloEngine({
    supergraph: config.authorization ? withoutEnforcedSecurityPurpose(supergraph) : supergraph,
    createDataSource: ({ name, url }) => {
      const { timeoutMs = 5_000, maxResponseBytes = 10_000_000, url: configuredUrl = url } = config.subgraphs[name] ?? {}
      const owns = (coordinate: string) => owners(coordinate).has(name)
      return createSubgraphDataSource({ name, url: configuredUrl, timeoutMs, maxResponseBytes, envelopeKey, owns, log })
    },
    log,
  })
}

const errorsOf = ({ name, faults }: ContractVariant): readonly string[] =>
  faults.filter(({ severity }) => severity === 'error').map(({ message }) => `${name}: ${message}`)
