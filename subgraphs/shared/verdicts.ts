import type { ApolloServerPlugin } from '@apollo/server'
import { type FieldVerdict, MAX_VERDICTS, VERDICTS_EXTENSION } from '../../contracts/wire/verdict.ts'
import type { SubgraphContext } from './context.ts'
import type { Call } from './port.ts'

/** A call is one request; its verdicts go with it. */
const verdicts = new WeakMap<Call, Map<string, FieldVerdict>>()

/** Remembers what was decided in this request; the same verdict on many records is one. */
export function recordVerdict(call: Call, verdict: FieldVerdict): void {
  const known = verdicts.get(call) ?? new Map<string, FieldVerdict>()
  verdicts.set(call, known)
  if (known.size < MAX_VERDICTS) known.set(JSON.stringify(verdict), verdict)
}

/** Sends the verdicts of a request back with its answer: the gateway writes them down for the audit. */
export const sendVerdicts: ApolloServerPlugin<SubgraphContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue, response: { body } }) {
        const taken = verdicts.get(contextValue.call)
        if (taken === undefined || body.kind !== 'single') return
        const { extensions } = body.singleResult
        body.singleResult.extensions = { ...extensions, [VERDICTS_EXTENSION]: [...taken.values()] }
      },
    }
  },
}
