import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

export interface SubgraphSource {
  readonly name: string
  readonly url?: string
  readonly sdl: string
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@authenticated", "@requiresScopes", "@policy"])`

/** Composes subgraphs into a supergraph SDL, as the contract tool would. The federation link is added unless the SDL has one. */
export function compose(...sources: readonly SubgraphSource[]): string {
  const services = sources.map(({ name, url, sdl }) => ({
    name,
    url: url ?? `http://${name}.invalid/graphql`,
    typeDefs: parse(sdl.includes('@link(') ? sdl : `${LINK}\n${sdl}`),
  }))
  const { errors, supergraphSdl } = composeServices(services)
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'))
  return supergraphSdl
}
