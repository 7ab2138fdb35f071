/** True for what JSON calls an object: values of clients and files are that, a list, a text or worse. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
