import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { decodeCursor, encodeCursor, pageSize } from '../../../subgraphs/shared/page.ts'

const ANY = /^[\s\S]*$/

describe('pageSize', () => {
  it('defaults to 20 and admits 1 to 100', () => {
    expect([pageSize(null), pageSize(1), pageSize(100)]).toEqual([20, 1, 100])
  })

  it.each([0, -1, 101, 2_147_483_647, 1.5])('refuses %p with PAGE_SIZE_OUT_OF_RANGE', (size) => {
    expect(() => pageSize(size)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'PAGE_SIZE_OUT_OF_RANGE' }) }),
    )
  })
})

describe('a cursor', () => {
  it('gives back the position it was made of', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, id) => {
        expect(decodeCursor('by name', encodeCursor('by name', { value, id }), ANY)).toEqual({ value, id })
      }),
    )
  })

  it.each([
    ['another ordering', encodeCursor('by date', { value: 'x', id: 'y' })],
    ['no cursor at all', 'hello'],
    ['an object', Buffer.from('{"a":1}').toString('base64url')],
    ['numbers inside', Buffer.from('["by name",1,2]').toString('base64url')],
  ])('is refused with BAD_CURSOR when it is of %s', (_, cursor) => {
    expect(() => decodeCursor('by name', cursor, ANY)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_CURSOR' }) }),
    )
  })

  it('is refused when its value cannot be of the ordering column', () => {
    const forged = encodeCursor('by date', { value: "2026-01-01'; drop table", id: 'x' })

    expect(() => decodeCursor('by date', forged, /^\d{4}-\d\d-\d\d$/)).toThrow(/cursor/)
  })
})
