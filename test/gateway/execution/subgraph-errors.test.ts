import { describe, expect, it } from '@jest/globals'
import { presentSubgraphErrors } from '../../../gateway/execution/subgraph-errors.ts'

function present(error: unknown) {
  const masked: unknown[] = []
  return {
    shown: presentSubgraphErrors(
      [error],
      () => ['a', 'b'],
      (each) => masked.push(each),
    ),
    masked,
  }
}
const coded = (code: unknown, more = {}) => ({
  message: 'said by the subgraph',
  path: ['a'],
  extensions: { code, trace: 'x' },
  ...more,
})

describe('presentSubgraphErrors', () => {
  it('lets a message written for callers through, and no extension but the code', () => {
    expect(present(coded('PAGE_SIZE_OUT_OF_RANGE')).shown).toEqual([
      { message: 'said by the subgraph', path: ['a'], extensions: { code: 'PAGE_SIZE_OUT_OF_RANGE', retryable: false } },
    ])
  })

  it('uses our words where the cause may name systems', () => {
    expect(present(coded('SUBGRAPH_UNAVAILABLE')).shown[0]?.message).toBe('A system behind the graph does not answer.')
  })

  it('shows of a denial the fixed reason that a predicate discloses, and no other words', () => {
    const said = (message: string) => present(coded('UNAUTHORIZED_FIELD_OR_TYPE', { message })).shown[0]?.message

    expect(said('Unauthorized field or type: the actor submitted it')).toBe('Unauthorized field or type: the actor submitted it')
    expect(said('Unauthorized field or type: row 7 of psa.project')).toBe('Unauthorized field or type')
    expect(said('said by the subgraph')).toBe('Unauthorized field or type')
  })

  it.each([
    coded('UNAUTHENTICATED'),
    coded('MADE_UP'),
    coded(7),
    coded('BAD_CURSOR', { path: undefined }),
    { message: 'x' },
    null,
    'text',
    5,
    [],
  ])('masks %j and hands it to the log', (error) => {
    const { shown, masked } = present(error)

    expect(shown.every(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR')).toBe(true)
    expect(JSON.stringify(shown)).not.toContain('said by the subgraph')
    expect(masked).toEqual([error])
  })

  it('says which branch an inadmissible value emptied, without the words of the subgraph', () => {
    const { shown } = present(coded('BAD_USER_INPUT', { path: undefined }))

    expect(shown.map(({ path, extensions }) => [path, extensions?.code])).toEqual([
      [['a'], 'BAD_USER_INPUT'],
      [['b'], 'BAD_USER_INPUT'],
    ])
    expect(JSON.stringify(shown)).not.toContain('said by the subgraph')
  })

  it('puts an error without a path on every branch of the fetch', () => {
    expect(present(coded('FORBIDDEN', { path: undefined })).shown.map(({ path }) => path)).toEqual([['a'], ['b']])
  })
})
