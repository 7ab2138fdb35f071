import { readFileSync, writeFileSync } from 'node:fs'
import { takeFileLock } from '../../scripts/file-lock.ts'

/** Adds 50 to a counter file, one read and one write under the lock each time: a lost update betrays two holders. */
const [lockFile = '', counter = ''] = process.argv.slice(2)
for (let done = 0; done < 50; ) {
  const lock = takeFileLock(lockFile)
  if ('heldBy' in lock) continue
  writeFileSync(counter, String(Number(readFileSync(counter, 'utf8')) + 1))
  lock.release()
  done += 1
}
