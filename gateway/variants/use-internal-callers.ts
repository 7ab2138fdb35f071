import { ERRORS } from '../../contracts/wire/errors.ts'
import { variantOf } from '../../policies/index.ts'
import type { Answer, Exchange } from '../context.ts'
import { refusal } from '../http/answer.ts'
import type { Stage } from '../pipeline.ts'

/**
 * Keeps partners out of addresses whose documents are written against the full graph. To them the address does not exist, like
 * everything that is not in their variant.
 *
 * @throws NOT_FOUND
 */
export function useInternalCallers(): Stage<Exchange, Answer> {
  return {
    name: 'internal callers',
    async run(exchange, next) {
      if (variantOf(exchange.principal) !== 'internal') throw refusal('NOT_FOUND', ERRORS.NOT_FOUND.help)
      return next(exchange)
    },
  }
}
