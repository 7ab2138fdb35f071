import { describe, expect, it } from '@jest/globals'
import { outputCaseVisible } from '../../../contracts/rules/output-case-visible.ts'
import { findingsAfterComposition } from './findings-of.ts'

const findings = (crm: string) =>
  findingsAfterComposition(outputCaseVisible, { crm }).map(
    ({ severity, coordinate, message }) => `${severity} ${coordinate} ${message}`,
  )

describe('output-case-visible', () => {
  it('warns of hidden values of an enum, and of hidden types behind an interface or union, that are returned', () => {
    const found = findings(`
      type Query { e: E @tag(name: "client") n: N @tag(name: "client") u: U @tag(name: "client") }
      enum E { A B @tag(name: "internal") }
      interface N @tag(name: "client") { id: ID }
      type X implements N @tag(name: "client") { id: ID } type Y implements N { id: ID @tag(name: "internal") }
      union U @tag(name: "client") = X | Y`)

    expect(found).toEqual([
      expect.stringMatching(/^warning E .*without B:/),
      expect.stringMatching(/^warning N .*without Y:/),
      expect.stringMatching(/^warning U .*without Y:/),
    ])
  })

  it('is content when every case is visible, or only asked for', () => {
    expect(
      findings('type Query { a(e: E): E2 @tag(name: "client") } enum E { A B @tag(name: "internal") } enum E2 { A }'),
    ).toEqual([])
  })
})
