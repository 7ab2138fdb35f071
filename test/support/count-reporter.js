import { writeSync } from 'node:fs'

/**
 * Ends a test run with one plain line, `N passed, N failed, N skipped`, for people and programs alike. Skipped tests are
 * listed above it: a test that is skipped says why in its title. Plain JavaScript, because Jest loads reporters untransformed.
 */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap(({ testResults }) => testResults)
    const skipped = tests.filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled')
    // A suite that could not even be loaded has no tests of its own, and must not look like a green run.
    const brokenSuites = results.numRuntimeErrorTestSuites
    const lines = [
      ...skipped.map(({ fullName }) => `skipped: ${fullName}`),
      ...(brokenSuites > 0 ? [`${brokenSuites} test file(s) could not be run; each counts as one failure`] : []),
      `${results.numPassedTests} passed, ${results.numFailedTests + brokenSuites} failed, ${skipped.length} skipped`,
    ]
    // Jest appends its own summary after every other reporter; only the end of the process is later.
    process.once('exit', () => writeSync(process.stdout.fd, `\n${lines.join('\n')}\n`))
  }
}
