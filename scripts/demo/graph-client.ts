/** One answer of the graph, with what it cost behind the gateway when the gateway says so (`exposeTiming`). */
export interface GraphAnswer<Data> {
  readonly status: number
  readonly data: Data
  readonly errors: readonly GraphFault[]
  /** Subgraph requests and SQL statements, from `server-timing`; NaN when the gateway does not say. */
  readonly cost: { readonly fetches: number; readonly statements: number }
}

export interface GraphFault {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** Speaks to the public endpoint as one person or partner. */
export interface GraphClient {
  readonly persona: string
  /** Answers whatever came back, errors included. */
  send<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphAnswer<Data>>
  /** Answers the data; throws when there is any error. */
  ask<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>
}

export function createGraphClient(options: {
  readonly url: string
  readonly persona: string
  readonly tokenOf: (persona: string) => Promise<string>
}): GraphClient {
  const { url, persona, tokenOf } = options

  async function send<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<GraphAnswer<Data>> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(persona)}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    })
    const { data, errors } = (await response.json()) as { data: Data; errors?: readonly GraphFault[] }
    const timing = response.headers.get('server-timing') ?? ''
    return {
      status: response.status,
      data,
      errors: errors ?? [],
      cost: { fetches: read(timing, 'fetches'), statements: read(timing, 'sql') },
    }
  }

  return {
    persona,
    send,
    async ask<Data>(query: string, variables?: Readonly<Record<string, unknown>>) {
      const { data, errors } = await send<Data>(query, variables)
      if (errors.length === 0) return data
      throw new Error(
        `${persona} was answered: ${errors.map(({ message, path }) => `${message} (${path?.join('.') ?? 'request'})`).join('; ')}`,
      )
    },
  }
}

const read = (timing: string, metric: string) => Number(new RegExp(`${metric};desc="(\\d+)"`).exec(timing)?.[1] ?? Number.NaN)
