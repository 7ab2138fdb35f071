import type { DeclaredGraph, DeclaredType } from './declared-graph.ts'
import { isExpected, type MatrixCaller } from './expected-verdict.ts'
import { findRoads, type MayPass, pathOf, type Road, type RootName, writeDocument, writeLeaf, writeRoad } from './roads.ts'

/** A document that selects a share of all coordinates, and the query paths that must be denied of it: these and no other. */
export interface JudgedDocument {
  readonly text: string
  readonly denied: readonly string[]
}

export interface Judgement {
  readonly documents: readonly JudgedDocument[]
  readonly allowed: number
  /** Of all denied ones, `unreachable` are those of types to which no field leads that the caller may read. */
  readonly denied: number
  readonly unreachable: number
}

/** The gateway names at most 200 denied paths of one document. */
const MAX_LEAVES = 150

interface Part {
  readonly root: RootName
  readonly selections: string
  readonly leaves: number
  readonly denied: readonly string[]
}

/** Every field of every object type and interface that a root leads to, judged for one caller by as few documents as may be. */
export function judge(graph: DeclaredGraph, caller: MatrixCaller): Judgement {
  const mayPass: MayPass = (type, field) => isExpected(graph, caller, type, field)
  const open = mergeRoads(graph, mayPass)
  const all = mergeRoads(graph, () => true)
  let allowed = 0
  let denied = 0
  let unreachable = 0

  const parts = [...all].map(([name, anyRoad], index): Part => {
    const type = graph.types.get(name)
    if (type === undefined) throw new Error(`there is no type ${name}`)
    const road = open.get(name)
    const part = partOf(graph, type, road ?? anyRoad, `a${index}`, mayPass)
    const refused = road === undefined ? type.fields.size : part.denied.length
    allowed += type.fields.size - refused
    denied += refused
    if (road === undefined) unreachable += refused
    return part
  })
  return { documents: (['Query', 'Mutation'] as const).flatMap((root) => documentsOf(root, parts)), allowed, denied, unreachable }
}

/** Reads are preferred as a road. What only a mutation leads to is selected below a mutation that does not run. */
function mergeRoads(graph: DeclaredGraph, mayPass: MayPass): ReadonlyMap<string, Road> {
  const read = findRoads(graph, 'Query', mayPass)
  const written = findRoads(graph, 'Mutation', mayPass)
  return new Map([...written, ...read])
}

function partOf(graph: DeclaredGraph, type: DeclaredType, road: Road, alias: string, mayPass: MayPass): Part {
  const { root } = road
  const fields = [...type.fields.values()]
  if (road.hops.length === 0) {
    const ends = fields.map((field) => ({ field, road: { root, hops: [{ parent: type, field }] } satisfies Road }))
    const selections = ends.map(({ field, road: end }) => writeRoad(graph, field.name, end, '__typename')).join('\n')
    const denied = fields.filter(({ name }) => !mayPass(type, name)).map(({ name }) => name)
    return { root, selections, leaves: fields.length, denied }
  }
  const selections = writeRoad(graph, alias, road, fields.map((field) => writeLeaf(graph, field)).join(' '))
  const closed = road.hops.findIndex((hop) => 'field' in hop && !mayPass(hop.parent, hop.field.name))
  if (closed >= 0) {
    // The first closed field on the road is the one that is named; nothing behind it is.
    const before = pathOf({ root, hops: road.hops.slice(0, closed) }, alias)
    const hop = road.hops[closed]
    const key = closed === 0 ? alias : hop !== undefined && 'field' in hop ? hop.field.name : ''
    return { root, selections, leaves: fields.length, denied: [[...before, key].join('.')] }
  }
  const path = pathOf(road, alias)
  const denied = fields.filter(({ name }) => !mayPass(type, name)).map(({ name }) => [...path, name].join('.'))
  return { root, selections, leaves: fields.length, denied }
}

function documentsOf(root: RootName, parts: readonly Part[]): readonly JudgedDocument[] {
  const batches: Part[][] = []
  let leaves = 0
  for (const part of parts.filter((each) => each.root === root)) {
    const batch = batches.at(-1)
    leaves += part.leaves
    if (batch !== undefined && leaves <= MAX_LEAVES) batch.push(part)
    else {
      batches.push([part])
      leaves = part.leaves
    }
  }
  return batches.map((batch) => ({
    text: writeDocument(
      root,
      batch.map(({ selections }) => selections),
    ),
    denied: batch.flatMap(({ denied }) => denied).sort(),
  }))
}
