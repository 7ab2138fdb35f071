/** Oldest supported Node: 20.19 is the first 20 that can `require` ES modules, which dependencies rely on. */
const MINIMUM = { major: 20, minor: 19 }

/** One line that says why this Node will not do, or undefined when it will. Imports nothing, so that it runs on any Node. */
export function unsupportedNode(version: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)) return undefined
  return `Node ${MINIMUM.major}.${MINIMUM.minor} or newer is needed; this is ${version}`
}
