import { availableParallelism } from 'node:os'
import { perform, type Result, type Scenario } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'

const USAGE = `Usage: npm run chaos -- [${Object.keys(SCENARIOS).join(' | ')} | all | full] [rounds]
  all: every scenario, briefly; full: every scenario, as long as docs/reliability.md says
`

function chosenScenarios(): readonly (readonly [string, Scenario, number])[] | undefined {
  const [selection = 'all', rounds] = process.argv.slice(2)
  const count = rounds === undefined ? undefined : Number(rounds)
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) return undefined
  const all = selection === 'all' || selection === 'full'
  const scenarios = Object.entries(SCENARIOS).filter(([name]) => all || name === selection)
  if (scenarios.length === 0) return undefined
  const size = selection === 'full' ? 'full' : 'usual'
  return scenarios.map(([name, scenario]) => [name, scenario, count ?? scenario.rounds[size]] as const)
}

/** A row of the table in docs/reliability.md. */
function rowOf(name: string, { promise }: Scenario, { rounds, seconds, figures, failures, skipped }: Result): string {
  const verdict = failures.length > 0 ? 'BROKEN' : 'held'
  const notRun = skipped.map((why) => `not run: ${why}`)
  const facts = [`${rounds.toLocaleString('en')} rounds in ${Math.round(seconds)} s`, ...figures, ...notRun]
  return `| ${name} | ${promise} | ${facts.join('; ')} | ${verdict} |`
}

const log = (text: string): void => void process.stderr.write(`${text}\n`)
const scenarios = chosenScenarios()
if (!scenarios) {
  log(USAGE)
  process.exit(2)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
process.stdout.write('| scenario | promise | figures | |\n| --- | --- | --- | --- |\n')
for (const [name, scenario, rounds] of scenarios) {
  log(`${name}: ${scenario.promise}`)
  const result = await perform(scenario, rounds, log)
  process.stdout.write(`${rowOf(name, scenario, result)}\n`)
  if (result.failures.length > 0) process.exitCode = 1
}
process.stdout.write(`\n${availableParallelism()} cores, Node ${process.version}\n`)
process.exit()
