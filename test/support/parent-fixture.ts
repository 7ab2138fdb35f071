import { startPart } from '../../scripts/start/part-process.ts'

/** Starts one part as `npm start` would, prints its pid when it is ready, and waits to be killed. */
const [script = '', port = '', log = '', behaviour = 'serve'] = process.argv.slice(2)
const part = startPart(
  { name: 'fixture', script, env: { PORT: port, BEHAVIOUR: behaviour }, readyUrls: [`http://127.0.0.1:${port}/`], log },
  () => undefined,
)
await part.ready()
process.stdout.write(`${part.pid}\n`)
