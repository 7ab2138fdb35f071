/** One named step of a request path. It may answer, refuse by throwing, or go on and look at what comes back. */
export interface Stage<Input, Output> {
  readonly name: string
  run(input: Input, next: (input: Input) => Promise<Output>): Promise<Output>
}

/** Joins stages into one function: the first stage is the outermost, the last one answers. */
export function pipeline<Input, Output>(stages: readonly Stage<Input, Output>[]): (input: Input) => Promise<Output> {
  const end = (): Promise<Output> => Promise.reject(new Error(`No stage answered: ${stages.map(({ name }) => name).join(', ')}`))
  return stages.reduceRight<(input: Input) => Promise<Output>>((next, stage) => (input) => stage.run(input, next), end)
}
