import { SEED_COUNTS } from '../sizes.ts'

/**
 * Won sales that wait for delivery: CLOSED_WON, nobody accepted them, and their contracts are complete and in review. Tests
 * and demonstrations take them one by one. The list is that of sizes dev and demo.
 */
export const HANDOFF_READY: readonly string[] = Array.from({ length: SEED_COUNTS.dev.handoffReady }, (_, index) =>
  handoffReadyId(index + 1),
)

export function handoffReadyId(index: number): string {
  return `opp_ready${String(index).padStart(2, '0')}`
}
