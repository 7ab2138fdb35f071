import { Decimal } from 'decimal.js'
import type { GraphClient } from '../graph/graph-client.ts'
import type { RunState } from '../workflows/run-state.ts'

/** Whether ERP has anything on the project of a run that no undo can take back. Before H10 there is no project there. */
export async function isPosted(graph: GraphClient, { run, steps }: RunState): Promise<boolean> {
  const created = steps.find(({ key }) => key === 'H10')
  if (run.projectId === null || created === undefined || created.status === 'PENDING') return false
  const { project } = await graph.run('ReadPostings', { id: run.projectId }, { system: 'ERP', correlationId: run.correlationId })
  if (project === null) return false
  const { actuals, charges, invoices } = project
  const amounts = [actuals?.hours, actuals?.revenue?.amount, actuals?.expenseCost.amount]
  return (
    (charges?.totalCount ?? 0) > 0 ||
    (invoices?.totalCount ?? 0) > 0 ||
    amounts.some((amount) => amount !== undefined && !new Decimal(amount).isZero())
  )
}
