import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { AppError } from '../domain/errors.ts'
import { similarTo } from '../intake/explain.ts'
import { VERSION } from '../program.ts'
import { backup, restore } from './backup.ts'
import { build } from './build.ts'
import { check } from './check.ts'
import { checkStore } from './check-store.ts'
import { confirm } from './confirm.ts'
import { diff } from './diff.ts'
import { init } from './init.ts'
import { serve } from './serve.ts'
import { WORKERS_MAX, workersNamed } from './workers.ts'

/** As getopt's programs and bash have it, and apart from 1, which a script may retry. */
const USAGE_ERROR = 2

/** Arguments → command → exit code: 0 done, 1 something is wrong and has been said, 2 no such command or option. */
export async function run(args: readonly string[]): Promise<number> {
  let code = 0
  const exitWith =
    (command: (...args: string[]) => Promise<number>) =>
    async (...given: unknown[]) => {
      code = await command(...given.filter((one): one is string => typeof one === 'string'))
    }
  const program = new Command('polyfeed')
    .description("Serves a newsroom's articles as RSS, Atom and JSON Feed, per language and per tag.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/\n\((Did you mean .+\?)\)/, '. $1')) })
    .hook('preSubcommand', expectKnown)
  program
    .command('serve', { isDefault: true })
    .description('serve the feeds of POLYFEED_DATA, and refresh them on schedule (default)')
    .option(
      '--workers <number>',
      'so many processes that serve, beside one that refreshes; max for one a core',
      workerCount,
      1,
    )
    .action(async ({ workers }: { workers: number }) => {
      code = await serve(workers)
    })
  program
    .command('check')
    .description('read every article and name what cannot be published; exit 1 if there is any')
    .option('--store', 'look at the store instead: whether it is whole, and what to do where it is not')
    .action(async ({ store }: { store?: true }) => {
      code = await (store ? checkStore() : check())
    })
  program
    .command('backup')
    .argument('<file>')
    .description('copy the store into a file, also while a server uses it')
    .option('--force', 'replace the file where it is there already')
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      code = await backup(file, force)
    })
  program
    .command('restore')
    .argument('<file>')
    .description('put a backup in the place of the store, also while a server uses it')
    .option('--force', 'also where the store has an edition')
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      code = await restore(file, force)
    })
  program
    .command('confirm')
    .argument('<source>', 'its path, as site.yaml has it')
    .description('let the files go that a missing source has lost: their articles are withdrawn at the next refresh')
    .action(exitWith(confirm))
  program
    .command('diff')
    .description('print which feeds a refresh would change now, item by item, and change nothing')
    .action(exitWith(diff))
  program
    .command('build')
    .description('refresh, and write all documents, encoded too, into a folder that a server of files can serve')
    .requiredOption('--out <folder>', 'a folder that is new, or was built before')
    .action(({ out }: { readonly out: string }) => exitWith(build)(out))
  program
    .command('init')
    .argument('<folder>')
    .description('write a small newsroom to begin with')
    .action(exitWith(init))
  for (const command of program.commands) command.showHelpAfterError(`See: polyfeed ${command.name()} --help`)
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR
    process.stderr.write(`polyfeed: ${sentenceOf(error)}\n`)
    return 1
  }
  return code
}

/** A word that is no command goes to the default command: without this, it would be an argument too many for `serve`. */
function expectKnown(program: Command, command: Command): void {
  const [word = ''] = program.args
  if (word === '' || word.startsWith('-') || word === command.name()) return
  const names = program.commands.map((one) => one.name())
  const near = similarTo(word, names)
  const suggestion = near === undefined ? '' : ` Did you mean ${near}?`
  program.error(`error: unknown command '${word}'.${suggestion} Commands: ${names.join(', ')}`)
}

function workerCount(text: string): number {
  const count = workersNamed(text)
  if (count === undefined) throw new InvalidArgumentError(`Give a number from 1 to ${WORKERS_MAX}, or max.`)
  return count
}

/** What somebody can act on is one sentence; what is our own fault comes with its stack. */
function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
