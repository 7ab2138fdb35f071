import { ID_PREFIX, type IdKind } from '../../../contracts/wire/ids.ts'

/** Id of the n-th record of a kind, from 1: the same in every schema, and people can read it. */
export const idOf = (kind: IdKind, index: number | string): string =>
  `${ID_PREFIX[kind]}_${typeof index === 'number' ? String(index).padStart(4, '0') : index}`
