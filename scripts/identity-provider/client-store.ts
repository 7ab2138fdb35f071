import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { operatorFault } from '../operator-fault.ts'
import { isSecretHash, newSecret } from './secret-hash.ts'

/** A client as the command line registers it. */
export const ClientRegistration = z.strictObject({
  client_id: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  /** Scopes that it may ask for. */
  scopes: z.array(z.string().min(1)).min(1),
  /** Written into its tokens, so that they can never pass for tokens of the firm. */
  partner: z.strictObject({ id: z.string().min(1), kind: z.enum(['CLIENT', 'SUBCONTRACTOR', 'RESELLER']) }),
})
export type ClientRegistration = Readonly<z.infer<typeof ClientRegistration>>

const StoredClient = ClientRegistration.extend({ secretHash: z.string().refine(isSecretHash, 'is not a hash') })
export type StoredClient = Readonly<z.infer<typeof StoredClient>>
const ClientFile = z.strictObject({ clients: z.array(StoredClient) })

/** The clients that were registered while the issuer ran. */
export interface ClientStore {
  find(clientId: string): StoredClient | undefined
  /** Answers the secret, this once; undefined when the id is taken. */
  register(client: ClientRegistration): Promise<string | undefined>
  /** Answers another secret, this once, and forgets the one before; undefined when there is no such client. */
  rotate(clientId: string): Promise<string | undefined>
  /** False when there is no such client. */
  remove(clientId: string): boolean
}

/**
 * Opens `identity-provider/clients.json` of a data directory. `isTaken` names the clients that the issuer has anyway.
 *
 * @throws an operator fault when the file is damaged: starting without it would give its clients' ids to others.
 */
export function openClientStore(dataDir: string, isTaken: (clientId: string) => boolean): ClientStore {
  const file = path.join(dataDir, 'identity-provider', 'clients.json')
  const clients = new Map(readClients(file).map((client) => [client.client_id, client]))

  async function keep(client: ClientRegistration): Promise<string> {
    const { secret, hash } = await newSecret()
    clients.set(client.client_id, { ...client, secretHash: hash })
    writeClients(file, [...clients.values()])
    return secret
  }

  return {
    find: (clientId) => clients.get(clientId),
    register: async (client) => (isTaken(client.client_id) || clients.has(client.client_id) ? undefined : keep(client)),
    async rotate(clientId) {
      const client = clients.get(clientId)
      return client === undefined ? undefined : keep(client)
    },
    remove(clientId) {
      if (!clients.delete(clientId)) return false
      writeClients(file, [...clients.values()])
      return true
    },
  }
}

function readClients(file: string): readonly StoredClient[] {
  if (!existsSync(file)) return []
  try {
    return ClientFile.parse(JSON.parse(readFileSync(file, 'utf8'))).clients
  } catch (error) {
    throw operatorFault(`${file} is damaged; restore it, or delete it and issue the clients of partners again`, error)
  }
}

function writeClients(file: string, clients: readonly StoredClient[]): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  // Written aside and renamed, so that a killed process never leaves half a file.
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, `${JSON.stringify({ clients }, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}
