import { appError } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'

/** Headers that a page of another site cannot send without asking first (Fetch standard, CORS-safelisted headers). */
export const PREFLIGHT_HEADERS = ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name'] as const
const JSON_BODY = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?$/i

/**
 * Accepts JSON in UTF-8 and nothing that a form or an image of another site could send (cross-site request forgery): the types
 * of forms are refused on POST, and a GET must carry a header that needs a CORS preflight.
 *
 * @throws UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST
 */
export function useMediaTypes(): Stage<Exchange, Answer> {
  return {
    name: 'media type and CSRF',
    run(exchange, next) {
      const { method, headers } = exchange
      if (method === 'POST' && !JSON_BODY.test(headers['content-type'] ?? '')) {
        throw appError('UNSUPPORTED_MEDIA_TYPE', 'Send `content-type: application/json` in UTF-8.')
      }
      if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
        throw appError('UNSUPPORTED_MEDIA_TYPE', 'Send the body without a content-encoding.')
      }
      if (method === 'GET' && !PREFLIGHT_HEADERS.some((name) => headers[name])) {
        throw appError('BAD_REQUEST', `A GET needs one of the headers ${PREFLIGHT_HEADERS.join(', ')}, against forged requests.`)
      }
      return next(exchange)
    },
  }
}
