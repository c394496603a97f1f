import { existsSync } from 'node:fs'
import { describe } from 'vitest'

/**
 * A browser of the system: the one that the environment variable names, then `/usr/bin/NAME`. Tests that need it are
 * skipped without it, with a conspicuous warning.
 */
export function installedBrowser(variable: 'CHROMIUM' | 'FIREFOX', names: readonly [debian: string, ...string[]]) {
  const places = [process.env[variable], ...names.map((name) => `/usr/bin/${name}`)]
  const executable = places.find((place) => place !== undefined && existsSync(place))
  const describeIn = (name: string, tests: () => void): void => {
    if (executable === undefined) {
      const line = '!'.repeat(100)
      const advice = `Install Debian's "${names[0]}", or name one in the environment variable ${variable}.`
      console.warn(`${line}\nNO ${variable}: "${name}" IS NOT TESTED.\n${advice}\n${line}`)
    }
    describe.skipIf(executable === undefined)(`${name}${executable ? '' : ` (SKIPPED: NO ${variable} FOUND)`}`, tests)
  }
  return { executable, describeIn }
}
