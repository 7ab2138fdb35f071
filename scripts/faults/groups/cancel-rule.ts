import type { Cell } from '../cells.ts'
import type { FaultRule } from '../fault-plan.ts'
import type { Ground } from '../ground.ts'

/** Cancels the run while the answer to this write is on its way: everything was done, and all of it has to be undone. */
export function cancelRule({ director }: Pick<Ground, 'director'>, token: string, cell: Cell): FaultRule {
  return {
    token,
    cell,
    occurrence: 1,
    point: 'after-effect',
    async act() {
      await director.cancel(token)
      return 'go-on'
    },
  }
}
