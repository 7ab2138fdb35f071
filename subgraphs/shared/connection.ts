import type { Page } from './port.ts'

/** Relay connection (GraphQL Cursor Connections Specification); `totalCount` runs its statement only when asked for. */
export interface Connection<Record> {
  readonly edges: readonly { readonly node: Record; readonly cursor: string }[]
  readonly nodes: readonly Record[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  totalCount(): Promise<number>
}

export function toConnection<Record>(page: Page<Record>, totalCount: () => Promise<number>): Connection<Record> {
  return {
    edges: page.records.map((node, index) => ({ node, cursor: page.cursors[index] ?? '' })),
    nodes: page.records,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: page.cursors[0] ?? null,
      endCursor: page.cursors.at(-1) ?? null,
    },
    totalCount,
  }
}
