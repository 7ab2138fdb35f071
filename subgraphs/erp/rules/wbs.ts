import type { WriteError } from '../../shared/port.ts'
import type { WbsElement } from '../port.ts'
import { invalid } from './amount.ts'

/** Faults of a work breakdown structure: empty, unnamed, a code used twice, a parent that is not there, a circle. */
export function checkWbs(elements: readonly WbsElement[]): readonly WriteError[] {
  if (elements.length === 0) {
    return [invalid('WBS_EMPTY', 'A project needs at least one work breakdown element.', ['input', 'wbs'])]
  }
  const codes = elements.map(({ code }) => code)
  const known = new Set(codes)
  const faults = elements.flatMap(({ code, name, parentCode }, index) => {
    const field = (part: string) => ['input', 'wbs', String(index), part]
    return [
      ...(code.trim() === '' ? [invalid('TEXT_EMPTY', 'The code must not be empty.', field('code'))] : []),
      ...(name.trim() === '' ? [invalid('TEXT_EMPTY', 'The name must not be empty.', field('name'))] : []),
      ...(codes.indexOf(code) === index ? [] : [invalid('WBS_CODE_DUPLICATE', `The code ${code} is used twice.`, field('code'))]),
      ...(parentCode === null || known.has(parentCode)
        ? []
        : [invalid('WBS_PARENT_UNKNOWN', `No element has the code ${parentCode}.`, field('parentCode'))]),
    ]
  })
  if (faults.length > 0) return faults
  if (parentsFirst(elements).length === elements.length) return []
  return [invalid('WBS_CYCLE', 'An element stands above itself.', ['input', 'wbs'])]
}

/** Parents before their children, level by level, else in the given order. Elements of a circle are left out. */
export function parentsFirst(elements: readonly WbsElement[]): readonly WbsElement[] {
  const childrenOf = new Map<string | null, WbsElement[]>()
  for (const element of elements) {
    const siblings = childrenOf.get(element.parentCode)
    if (siblings === undefined) childrenOf.set(element.parentCode, [element])
    else siblings.push(element)
  }
  const ordered: WbsElement[] = []
  let level = childrenOf.get(null) ?? []
  while (level.length > 0) {
    ordered.push(...level)
    level = level.flatMap(({ code }) => childrenOf.get(code) ?? [])
  }
  return ordered
}
