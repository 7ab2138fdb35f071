import { createServer } from 'node:http'

/** A part of the stack for tests of its supervision. `BEHAVIOUR`: `serve`, `fail` (end while starting) or `stubborn` (ignore SIGTERM). */
const { BEHAVIOUR = 'serve', PORT = '0' } = process.env

if (BEHAVIOUR === 'fail') throw new Error('the moon is in the wrong phase')
if (BEHAVIOUR === 'stubborn') process.on('SIGTERM', () => undefined)
createServer((_, response) => response.end('ok')).listen(Number(PORT), '127.0.0.1')
