import type { Caller } from './explain/caller.ts'

/** What a command may touch, passed in so that a test needs no process and no repository. */
export interface ContractsIo {
  /** Top of the repository to work on. */
  readonly root: string
  /** Prints one result, with a line end added. */
  readonly print: (text: string) => void
  /** People of the demo, who are known outside of this tool; absent: there are none. */
  readonly personaNamed?: (name: string) => Caller | undefined
}

/** 0 clean, 1 findings, 2 wrong usage, 3 does not compose, 4 a published file is stale. */
export type ExitCode = 0 | 1 | 2 | 3 | 4
