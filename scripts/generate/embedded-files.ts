import { readFileSync } from 'node:fs'

const REGION = /<!-- file: (\S+) -->\n[\s\S]*?<!-- \/file -->/g
const LANGUAGE: Readonly<Record<string, string>> = { ts: 'ts', json: 'json', graphql: 'graphql' }

/**
 * A guide with the files that it shows. A region between `<!-- file: PATH -->` and `<!-- /file -->` holds the file as it is,
 * so that an example in a guide is code that compiles and is tested.
 */
export function embedFiles(document: string, readText = (path: string): string => readFileSync(path, 'utf8')): string {
  return document.replaceAll(REGION, (_, path: string) => {
    const language = LANGUAGE[path.slice(path.lastIndexOf('.') + 1)]
    if (language === undefined) throw new Error(`${path}: files of this kind are not shown in guides`)
    return `<!-- file: ${path} -->\n\`\`\`${language}\n${readText(path)}\`\`\`\n<!-- /file -->`
  })
}
