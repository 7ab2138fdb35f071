import { describe, expect, it } from '@jest/globals'
import { embedFiles } from '../../../scripts/generate/embedded-files.ts'

const FILES: Readonly<Record<string, string>> = { 'a.ts': "const price = '$1 $& $$'\n", 'b.json': '{}\n' }
const embed = (document: string) => embedFiles(document, (path) => FILES[path] ?? '')

describe('embedFiles', () => {
  it('puts the file into its region, whatever stood there, and leaves the rest', () => {
    const document = 'Before\n<!-- file: a.ts -->\nstale\n<!-- /file -->\nbetween <!-- file: b.json -->\n<!-- /file -->\nafter'
    const shown = `Before\n<!-- file: a.ts -->\n\`\`\`ts\n${FILES['a.ts']}\`\`\`\n<!-- /file -->\nbetween <!-- file: b.json -->\n\`\`\`json\n{}\n\`\`\`\n<!-- /file -->\nafter`

    expect(embed(document)).toBe(shown)
    expect(embed(shown)).toBe(shown)
  })

  it('refuses a kind of file that guides do not show', () => {
    expect(() => embed('<!-- file: secrets.env -->\n<!-- /file -->')).toThrow('secrets.env')
  })
})
