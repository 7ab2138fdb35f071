import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = 'policies/rows'

/**
 * Where the row rules of an entity are declared, as `file:line`. One entity may have several: each system has its own records of
 * it. They are found by the name that the declaration gives; whose rows they open is code and not repeated here.
 */
export function findRowRules(root: string, entity: string): readonly string[] {
  if (!existsSync(join(root, FOLDER))) return []
  return readdirSync(join(root, FOLDER))
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .flatMap((name) => {
      const lines = readFileSync(join(root, FOLDER, name), 'utf8').split('\n')
      const line = lines.findIndex((text) => new RegExp(`\\bentity: '${entity}'`).test(text))
      return line === -1 ? [] : [`${FOLDER}/${name}:${line + 1}`]
    })
}
