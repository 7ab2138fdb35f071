import { createObjectFiles } from '../../subgraphs/crm/documents/content-store/object-files.ts'
import type { Row } from './load-rows.ts'
import { contractFile } from './tables/contract-file.ts'

/** Files that are written at the same time; each holds a file handle. */
const AT_ONCE = 32

export interface ContractFiles {
  /** Writes the files of these contracts after those of former calls. */
  add(contracts: readonly Row[]): void
  /** Resolves when all are written. */
  done(): Promise<void>
}

/**
 * Puts the files of seeded contracts into the document repository below a folder, while the database loads their rows. They
 * are not forced to the disk: they can be made again.
 */
export function storeContractFiles(folder: string): ContractFiles {
  const files = createObjectFiles(folder, { durable: false })
  let writing: Promise<unknown> = Promise.resolve()

  const write = (contracts: readonly Row[]) => Promise.all(contracts.map((contract) => files.put(contractFile(contract))))
  return {
    add(contracts) {
      for (let start = 0; start < contracts.length; start += AT_ONCE) {
        const group = contracts.slice(start, start + AT_ONCE)
        writing = writing.then(() => write(group))
      }
      // A failure is seen by `done`; until then it must not end the process.
      writing.catch(() => undefined)
    },
    async done() {
      await writing
    },
  }
}
