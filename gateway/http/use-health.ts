import { ERRORS } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'
import { jsonAnswer } from './answer.ts'

/**
 * Answers the probes, which carry no token. Live: the process answers. Ready: the schema is loaded and the gateway is not
 * stopping; a load balancer takes a replica out of service on the 503 while the requests in flight still finish.
 */
export function useHealth(isReady: () => boolean): Stage<Exchange, Answer> {
  return {
    name: 'health',
    async run(exchange, next) {
      if (exchange.method !== 'GET' && exchange.method !== 'HEAD') return next(exchange)
      if (exchange.path === '/health/live') return jsonAnswer(200, { status: 'live' })
      if (exchange.path !== '/health/ready') return next(exchange)
      if (isReady()) return jsonAnswer(200, { status: 'ready' })
      return jsonAnswer(ERRORS.SHUTTING_DOWN.status, { status: 'not ready', code: 'SHUTTING_DOWN' })
    },
  }
}
