import { DBOSClient, Error as EngineError } from '@dbos-inc/dbos-sdk'
import type { Logger } from 'pino'
import type { Database } from '../../../shared/postgres/database.ts'
import { type EngineClient, type EngineStatus, type Signal, UnknownRunError } from '../port.ts'
import { APPLICATION, APPLICATION_VERSION, engineLogger, prepareEngineTables, QUEUE, TOPIC } from './settings.ts'
import { transactionClient } from './transaction-client.ts'

const STATUS: Readonly<Record<string, EngineStatus>> = {
  ENQUEUED: 'QUEUED',
  DELAYED: 'QUEUED',
  PENDING: 'RUNNING',
  SUCCESS: 'ENDED',
}

/** Starts and signals runs from a process that executes none. `databaseUrl` is of the role that owns the engine's schema. */
export async function createDbosClient(options: { readonly databaseUrl: string; readonly log: Logger }): Promise<EngineClient> {
  const { databaseUrl, log } = options
  await prepareEngineTables(databaseUrl, log)
  const client = await DBOSClient.create({
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: 2,
    applicationName: APPLICATION,
    logger: engineLogger(log),
  })

  async function send(key: string, signal: Signal, signalKey: string, transaction: Database): Promise<void> {
    try {
      await client.sendInTransaction(transactionClient(transaction), key, signal, TOPIC, signalKey)
    } catch (error) {
      if (error instanceof EngineError.DBOSNonExistentWorkflowError) throw new UnknownRunError(key)
      throw error
    }
  }

  return {
    async start({ key, workflow, input }, transaction) {
      const request = { queueName: QUEUE, workflowName: workflow, workflowID: key, appVersion: APPLICATION_VERSION }
      await client.enqueueInTransaction(transactionClient(transaction), request, input)
    },
    signal: send,
    requestCancel: (key, signalKey, transaction) => send(key, { reason: 'cancel-requested' }, signalKey, transaction),
    async status(key) {
      const found = await client.getWorkflow(key)
      return found === undefined ? 'ABSENT' : (STATUS[found.status] ?? 'BROKEN')
    },
    close: () => client.destroy(),
  }
}
