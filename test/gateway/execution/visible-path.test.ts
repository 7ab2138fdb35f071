import { describe, expect, it } from '@jest/globals'
import { getOperationAST, parse } from 'graphql'
import type { Operation } from '../../../gateway/execution/executor.ts'
import { visiblePath } from '../../../gateway/execution/visible-path.ts'

const document = parse('{ project { items { a: name ... on Task { ...F } } } } fragment F on Task { due { day } }')
const visible = (...path: (string | number)[]) =>
  visiblePath({ document, definition: getOperationAST(document) } as Operation, path)

describe('visiblePath', () => {
  it('keeps a path that the client asked for, through aliases, lists and fragments', () => {
    expect(visible('project', 'items', 3, 'a')).toEqual(['project', 'items', 3, 'a'])
    expect(visible('project', 'items', '@', 'due', 'day')).toEqual(['project', 'items', '@', 'due', 'day'])
  })

  it('cuts a path at the first key that the client did not ask for', () => {
    expect(visible('project', 'items', '@', 'name')).toEqual(['project', 'items'])
    expect(visible('project', 'secretKey', 0, 'a')).toEqual(['project'])
    expect(visible('other')).toEqual([])
  })
})
