/** The six subgraphs, in the order of their ports and of their database migrations. */
export const SUBGRAPHS = ['crm', 'erp', 'psa', 'hr', 'procurement', 'delivery'] as const
export type SubgraphName = (typeof SUBGRAPHS)[number]
