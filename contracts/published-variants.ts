import type { Variant } from '../policies/index.ts'
import { createPolicyReader, policyManifest } from './policy-manifest.ts'
import type { SchemaIndex } from './schema-places.ts'
import { sortedSdl } from './variants/variant-schema.ts'
import type { ContractVariant } from './variants.ts'

/** A file as it should be; `path` is relative to the top of the repository. */
export interface PublishedFile {
  readonly path: string
  readonly text: string
}

/**
 * What is published of each variant: `api.graphql`, which is all that partners get, and `policy.json`, which says what governs it
 * and stays with the firm. Of a closed variant there is nothing but a file that says so.
 */
export function publishVariants(
  variants: ReadonlyMap<Variant, ContractVariant>,
  supergraph: string,
  index: SchemaIndex,
): readonly PublishedFile[] {
  const policyOf = createPolicyReader(supergraph, index)
  return [...variants.values()].flatMap(({ name, schema }) => [
    { path: `contracts/published/${name}/api.graphql`, text: schema === null ? closedText(name) : sortedSdl(schema) },
    { path: `contracts/published/${name}/policy.json`, text: policyManifest(schema, policyOf) },
  ])
}

const closedText = (variant: Variant) =>
  `# The variant "${variant}" is closed: no field of Query is visible to it, and its callers are refused with VARIANT_CLOSED.\n`
