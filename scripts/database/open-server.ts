import { operatorFault } from '../operator-fault.ts'
import { ensurePostgres } from '../postgres/ensure-postgres.ts'

export interface DatabaseServer {
  readonly kind: 'embedded' | 'external'
  readonly adminUrl: string
  /** True when this call started the server. */
  readonly started: boolean
  /** Stops the embedded server of the data directory; somebody else's server is left alone. */
  stop(): Promise<void>
}

/** The server of `DATABASE_URL` when it is set, else the embedded one of the data directory. The rest of the code is the same. */
export async function openDatabaseServer(options: {
  readonly dataDir: string
  readonly port: number
  readonly databaseUrl: string | undefined
  /** Further settings of the embedded server. */
  readonly settings?: Readonly<Record<string, string>>
}): Promise<DatabaseServer> {
  if (options.databaseUrl === undefined || options.databaseUrl === '') {
    const { url, started, stop } = await ensurePostgres(options)
    return { kind: 'embedded', adminUrl: url, started, stop }
  }
  if (!/^postgres(ql)?:$/.test(protocolOf(options.databaseUrl))) {
    throw operatorFault('DATABASE_URL must look like postgresql://user:password@host:5432/database')
  }
  return { kind: 'external', adminUrl: options.databaseUrl, started: false, stop: async () => undefined }
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}
