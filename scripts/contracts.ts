import type { Caller } from '../contracts/explain/caller.ts'
import { runContracts } from '../contracts/run-contracts.ts'
import { personaNamed } from './identity-provider/personas.ts'

/** Entry of `npm run contracts -- <verb>`; works on the repository of the current directory and knows the people of the demo. */
process.exitCode = runContracts(process.argv.slice(2), {
  root: process.cwd(),
  print: (text) => void process.stdout.write(`${text}\n`),
  personaNamed: (name): Caller | undefined => personaNamed(name),
})
