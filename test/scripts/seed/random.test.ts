import { describe, expect, it } from '@jest/globals'
import { drawsOf } from '../../../scripts/seed/random.ts'

const units = (type: string, count: number, field = 'value') =>
  Array.from({ length: count }, (_, index) => drawsOf(type, index).unit(field))
const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length

describe('drawsOf', () => {
  it('is a function of type, index and field, and of nothing else', () => {
    const once = drawsOf('account', 7)
    once.unit('other')

    expect(once.unit('name')).toBe(drawsOf('account', 7).unit('name'))
    expect(once.unit('name')).not.toBe(drawsOf('account', 8).unit('name'))
    expect(once.unit('name')).not.toBe(drawsOf('contact', 7).unit('name'))
    expect(once.unit('name')).not.toBe(once.unit('city'))
  })

  it('never changes: these values are part of the example data', () => {
    expect(units('golden', 3).map((value) => value.toFixed(12))).toMatchInlineSnapshot(`
[
  "0.152600965872",
  "0.070681041204",
  "0.211649162192",
]
`)
  })

  it('is even: mean, tenths and neighbours are as chance has them', () => {
    const values = units('evenness', 20_000)
    const tenths = values.reduce(
      (counts, value) => counts.with(Math.floor(value * 10), (counts[Math.floor(value * 10)] ?? 0) + 1),
      Array(10).fill(0) as number[],
    )
    const products = values.slice(1).map((value, index) => (value - 0.5) * ((values[index] ?? 0) - 0.5))

    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.01)
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200)
    expect(Math.abs(mean(products))).toBeLessThan(0.003)
  })

  it('has distributions with the parameters that were asked for', () => {
    const draws = Array.from({ length: 10_000 }, (_, index) => drawsOf('distribution', index))
    const normal = draws.map((each) => each.normal('n', 36, 9))
    const logNormal = draws.map((each) => each.logNormal('l', 180, 1.1)).sort((a, b) => a - b)

    expect(Math.abs(mean(normal) - 36)).toBeLessThan(0.5)
    expect(Math.abs(Math.sqrt(mean(normal.map((value) => (value - 36) ** 2))) - 9)).toBeLessThan(0.4)
    expect(Math.abs((logNormal[5000] ?? 0) - 180)).toBeLessThan(12)
    expect(Math.abs(mean(draws.map((each) => each.poisson('p', 5))) - 5)).toBeLessThan(0.1)
    expect(new Set(draws.map((each) => each.int('i', 3, 5)))).toEqual(new Set([3, 4, 5]))
  })
})
