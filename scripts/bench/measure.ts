/** One line of a table: what was varied, then what was measured. Null is "this machine does not tell". */
export type Row = Readonly<Record<string, string | number | null>>

/** What one measure found. */
export interface Finding {
  readonly name: string
  /** What was measured, in one sentence. */
  readonly title: string
  readonly rows: readonly Row[]
  /** One sentence with the figure that counts; `holds` is null when the measure has no floor. */
  readonly verdict: { readonly holds: boolean | null; readonly text: string }
}

export interface MeasureOptions {
  /** Smaller numbers, fewer rounds: the whole suite ends within a minute or so. */
  readonly isQuick: boolean
  /** Another PostgreSQL than the embedded one. */
  readonly databaseUrl: string | undefined
  readonly report: (line: string) => void
}

export interface Measure {
  readonly name: string
  readonly describe: string
  /** Part of `--quick`; the others must be asked for with `--only` then. */
  readonly inQuick: boolean
  run(options: MeasureOptions): Promise<Finding>
}
