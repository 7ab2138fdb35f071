import { runContracts } from './run-contracts.ts'

/** Entry of `npm run contracts -- <verb>`; works on the repository of the current directory. */
process.exitCode = runContracts(process.argv.slice(2), {
  root: process.cwd(),
  print: (text) => void process.stdout.write(`${text}\n`),
})
