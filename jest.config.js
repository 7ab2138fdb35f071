import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A path below this folder when the file exists: a checkout without the shared database set-up still runs its unit tests. */
const whenPresent = (path) => (existsSync(fileURLToPath(new URL(path, import.meta.url))) ? `<rootDir>/${path}` : undefined)

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' }],
  },
  globalSetup: whenPresent('test/support/global-setup.ts'),
  globalTeardown: whenPresent('test/support/global-teardown.ts'),
  testTimeout: 30_000,
  maxWorkers: 2,
  coverageProvider: 'v8',
  collectCoverageFrom: ['{gateway,subgraphs,policies,contracts,scripts}/**/*.ts', '!**/*.generated.ts'],
  reporters: ['default', '<rootDir>/test/support/count-reporter.js'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
}
