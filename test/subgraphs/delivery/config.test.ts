import { describe, expect, it } from '@jest/globals'
import { WorkerConfig } from '../../../subgraphs/delivery/config.ts'
import { readEnvironment } from '../../../subgraphs/shared/config.ts'

const VALID = {
  DATABASE_URL: 'postgresql://u:p@h/d',
  GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
  TOKEN_URL: 'http://127.0.0.1:4001/token',
  CLIENT_ID: 'svc_orchestrator',
  CLIENT_SECRET: 'hidden-secret',
}

describe('configuration of the orchestration', () => {
  it('has defaults for everything that is no address and no secret', () => {
    expect(readEnvironment(WorkerConfig, VALID)).toMatchObject({
      CALL_TIMEOUT_MS: 10_000,
      CONCURRENCY: 24,
      RETRY_BASE_MS: 2_000,
      INTAKE_MS: 1_000,
      HUNG_AFTER_MS: 15_000,
      LOG_LEVEL: 'info',
      SEND_DOCUMENTS: 'text',
    })
  })

  it('reports all faults of a worker at once, by name and without a value', () => {
    const read = () =>
      readEnvironment(WorkerConfig, {
        ...VALID,
        DATABASE_URL: 'mysql://secret-host',
        GATEWAY_URL: 'nowhere',
        RETRY_BASE_MS: 'soon',
        CLIENT_SECRET: '',
      })

    expect(read).toThrow(/DATABASE_URL[\s\S]*GATEWAY_URL[\s\S]*CLIENT_SECRET[\s\S]*RETRY_BASE_MS/)
    expect(read).not.toThrow(/secret-host|nowhere|soon/)
  })

  it('wants the address of the collaboration system together with its token, or neither', () => {
    const address = { COLLABORATION_URL: 'http://127.0.0.1:4070/spaces' }

    expect(() => readEnvironment(WorkerConfig, { ...VALID, ...address })).toThrow('COLLABORATION_TOKEN')
    expect(readEnvironment(WorkerConfig, { ...VALID, ...address, COLLABORATION_TOKEN: 't' })).toMatchObject(address)
  })
})
