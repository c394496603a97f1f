import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { AppError } from '../domain/errors.ts'
import { similarTo } from '../intake/explain.ts'
import { VERSION } from '../program.ts'
import type { BuildOptions } from './build.ts'
import type { CheckOptions } from './check.ts'
import type { DiffOptions } from './diff.ts'
import type { ImportOptions } from './import.ts'
import { parseWorkerCount, WORKERS_MAX } from './workers.ts'

type CheckCommandOptions = CheckOptions & { store?: true; explain?: string; partner?: string }

const IMPORT_KINDS: readonly ImportOptions['from'][] = ['wordpress-export', 'ghost-export', 'feed']

/** As in bash and getopt. Code 1 means that a known command failed, which a script may retry. */
const USAGE_ERROR = 2

/** Runs a command. Exit codes: 0 done, 1 failed with a message, 2 no such command or option, or warned of
 * by `check --strict` or `check --partner`. */
export async function run(args: readonly string[]): Promise<number> {
  let code = 0
  const program = createProgram((exitCode) => {
    code = exitCode
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR
    process.stderr.write(`polyfeed: ${sentenceOf(error)}\n`)
    return 1
  }
  return code
}

/**
 * All commands, also the source of docs/reference/cli.md. `exit` receives the exit code of a command. Each is imported
 * late: all of them together would double the modules of a server.
 */
export function createProgram(exit: (code: number) => void): Command {
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
      'number of serving processes, besides one that refreshes; max: one per core',
      workerCount,
      1,
    )
    .action(async ({ workers }: { workers: number }) => exit(await (await import('./serve.ts')).serve(workers)))
  program
    .command('check')
    .description('read every article and list all problems; exit 1 if something cannot be published')
    .option('--strict', 'exit 2 if there are warnings only')
    .option('--json', 'print one JSON document, with each problem of each file')
    .option('--partner <name>', 'print which articles a partner would refuse, and why; exit 2 if it would refuse any')
    .option('--store', 'check the store for damage instead, and print how to repair it')
    .option('--explain <file>', 'print how one file is read, and its feeds; exit 1 if it is in none')
    .action(async ({ store, explain, partner, ...options }: CheckCommandOptions) => {
      if (partner !== undefined) exit(await (await import('./check-partner.ts')).checkPartner(partner, options.json))
      else if (explain !== undefined) exit(await (await import('./explain.ts')).explainFile(explain, options.json))
      else if (store) exit(await (await import('./check-store.ts')).checkStore())
      else exit(await (await import('./check.ts')).check(options))
    })
  program
    .command('backup')
    .argument('<file>', 'the copy to write')
    .description('copy the store into a file, also while a server uses it')
    .option('--force', 'replace an existing file')
    .action(async (file, { force = false }) => exit(await (await import('./backup.ts')).backup(file, force)))
  program
    .command('restore')
    .argument('<file>', 'a copy written by backup')
    .description('replace the store with a backup, also while a server uses it')
    .option('--force', 'replace a store that has an edition')
    .action(async (file, { force = false }) => exit(await (await import('./backup.ts')).restore(file, force)))
  program
    .command('confirm')
    .argument('<source>', 'its path, as in site.yaml')
    .description('withdraw the articles of the files that a missing source lost, at the next refresh')
    .action(async (source: string) => exit(await (await import('./confirm.ts')).confirm(source)))
  program
    .command('diff')
    .description('print which feeds a refresh would change now, those with the most changes first, and change nothing')
    .option('--items', 'also print each item that would change')
    .option('--json', 'print one JSON document, with each item of each feed')
    .action(async (options: DiffOptions) => exit(await (await import('./diff.ts')).diff(options)))
  program
    .command('fetch')
    .argument('[source]', 'its name, as in site.yaml; by default all')
    .description('ask the sources in running systems for changes now; exit 1 if one cannot be fetched')
    .action(async (source?: string) => exit(await (await import('./fetch.ts')).fetchSources(source)))
  program
    .command('status')
    .argument('[url]', 'the address of a running server; by default the store is asked')
    .description('print the edition, and what is wrong with it; exit 2 if something is')
    .option('--json', 'print one JSON document')
    .action(async (url, { json = false }) => exit(await (await import('./status/status.ts')).status(url, json)))
  program
    .command('doctor')
    .argument('[address...]', 'feeds of anybody; by default those of all articles of the running server')
    .description('check feeds, and print what their readers suffer from; exit 2 if there is something')
    .option('--json', 'print one JSON document')
    .action(async (feeds, { json = false }) => exit(await (await import('./doctor/doctor.ts')).doctor(feeds, json)))
  program
    .command('alert')
    .description('send a test message to each target of `alerts` in site.yaml; exit 1 if one does not take it')
    .action(async () => exit(await (await import('./alert.ts')).sendTestAlert()))
  const hub = program.command('hub').description("show and end subscriptions to this server's hub")
  hub
    .command('list')
    .description('list subscriptions with their leases, and why deliveries fail')
    .option('--json', 'print one JSON document')
    .option('--failing', 'only subscriptions whose last delivery failed')
    .action(async ({ json = false, failing = false }: { json?: boolean; failing?: boolean }) =>
      exit(await (await import('./hub.ts')).listSubscriptions(json, failing)),
    )
  hub
    .command('forget')
    .argument('<subscriber>', 'a callback, or a host for all callbacks there')
    .argument('[topic]', 'the address or path of a feed; by default all')
    .description('end subscriptions; the subscriber is not told, and can subscribe again')
    .action(async (target, topic) => exit(await (await import('./hub.ts')).forgetSubscriptions(target, topic)))
  program
    .command('build')
    .description('refresh, and write all documents into a folder for a static file server, or into a bucket')
    .option('--out <folder>', 'a folder that is new, empty, or was built before; files are also compressed')
    .addOption(new Option('--to <address>', 'a bucket of an object store: s3://BUCKET/PREFIX').conflicts('out'))
    .option('--endpoint <url>', 'the object store, if it is not Amazon S3; by default AWS_ENDPOINT_URL')
    .action(async (options: BuildOptions, command: Command) => {
      if (options.out === undefined && options.to === undefined) command.error('error: give --out or --to')
      exit(await (await import('./build.ts')).build(options))
    })
  program
    .command('import')
    .argument('<input...>', 'files of the export; with --from feed also addresses')
    .description('write the posts of another system as JSON files, one article a file, with their guids')
    .addOption(new Option('--from <kind>', 'what the inputs are').choices(IMPORT_KINDS).makeOptionMandatory())
    .option('--out <folder>', 'the folder of the files; by default the first source of type json in site.yaml')
    .option('--language <tag>', 'the language of posts whose language the input does not say')
    .option('--types <types>', 'the types of posts, separated by commas', 'post')
    .option(
      '--url <pattern>',
      'ghost-export: the address of a post, with {slug}, {lang}, {yyyy}, {mm}, {dd}, {id}',
      '/{slug}/',
    )
    .option('--all', 'feed: also try ?paged=2 and so on, which WordPress understands')
    .option('--dry-run', 'write nothing')
    .option('--force', 'replace files that were edited since their import, and write those that were deleted')
    .action(async (inputs: string[], options: ImportOptions) =>
      exit(await (await import('./import.ts')).importArticles(inputs, options)),
    )
  program
    .command('export')
    .addArgument(new Argument('<what>', 'articles: those that were pushed to /api/').choices(['articles']))
    .description('write articles that only the store has as JSON files, one article a file')
    .requiredOption('--out <folder>', 'a folder that is new or empty')
    .action(async (_what: string, { out }: { readonly out: string }) =>
      exit(await (await import('./export-articles.ts')).exportArticles(out)),
    )
  program
    .command('init')
    .argument('<folder>', 'a folder that is new or empty')
    .description('write an example newsroom, or the settings for the Markdown files of an existing site')
    .option('--from <path>', "the site's folder; nothing is written there")
    .action(async (folder: string, { from }: { from?: string }) =>
      exit(await (await import('./init.ts')).init(folder, from)),
    )
  for (const command of program.commands) command.showHelpAfterError(`See: polyfeed ${command.name()} --help`)
  return program
}

/** Without this check, commander passes an unknown word to the default command as an excess argument. */
function expectKnown(program: Command, command: Command): void {
  const [word = ''] = program.args
  if (word === '' || word.startsWith('-') || word === command.name()) return
  const names = program.commands.map((one) => one.name())
  const near = similarTo(word, names)
  const suggestion = near === undefined ? '' : ` Did you mean ${near}?`
  program.error(`error: unknown command '${word}'.${suggestion} Commands: ${names.join(', ')}`)
}

function workerCount(text: string): number {
  const count = parseWorkerCount(text)
  if (count === undefined) throw new InvalidArgumentError(`Give a number from 1 to ${WORKERS_MAX}, or max.`)
  return count
}

/** An error that the user can fix is one sentence; a bug is printed with its stack. */
function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
