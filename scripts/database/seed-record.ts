import pg from 'pg'

/** Which example data a database holds: `unfinished` when the only load there ever was broke off. */
export type SeedRecord = { readonly state: 'none' } | { readonly state: 'unfinished' | 'loaded'; readonly size: string }

export async function readSeedRecord(adminUrl: string): Promise<SeedRecord> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ size: string; finished: boolean }>(
      'select size, finished_at is not null as finished from platform.seed_run order by finished_at desc nulls last, id desc limit 1',
    )
    const [run] = rows
    if (run === undefined) return { state: 'none' }
    return { state: run.finished ? 'loaded' : 'unfinished', size: run.size }
  })
}

/** Runs `load` between two records, so that a load that is killed half-way is recognised as incomplete. */
export async function recordingSeed(adminUrl: string, size: string, load: () => Promise<unknown>): Promise<void> {
  const id = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>('insert into platform.seed_run (size) values ($1) returning id', [size])
    return rows[0]?.id
  })
  await load()
  await withClient(adminUrl, (client) => client.query('update platform.seed_run set finished_at = now() where id = $1', [id]))
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
