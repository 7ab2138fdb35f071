/** One named step of a request path. It may answer, refuse by throwing, or go on and look at what comes back. */
export interface Stage<Input, Output> {
  readonly name: string
  run(input: Input, next: (input: Input) => Promise<Output>): Promise<Output>
}

/** Sends what `takes` accepts along stages of its own, of which the last one answers; everything else goes on. */
export function branch<Input, Output>(
  name: string,
  takes: (input: Input) => boolean,
  stages: readonly Stage<Input, Output>[],
): Stage<Input, Output> {
  const along = pipeline(stages)
  return { name, run: (input, next) => (takes(input) ? along(input) : next(input)) }
}

/** Joins stages into one function: the first stage is the outermost, the last one answers. */
export function pipeline<Input, Output>(stages: readonly Stage<Input, Output>[]): (input: Input) => Promise<Output> {
  const end = (): Promise<Output> => Promise.reject(new Error(`No stage answered: ${stages.map(({ name }) => name).join(', ')}`))
  return stages.reduceRight<(input: Input) => Promise<Output>>((next, stage) => (input) => stage.run(input, next), end)
}
