import { createProgram } from '../../src/cli/run.ts'
import { code, codeBlock, pageOf, tableOf } from './markdown.ts'

type Command = ReturnType<typeof createProgram>

export function cliPage(): string {
  const program = createProgram(() => undefined)
  return pageOf(
    'Command line',
    codeBlock('sh', 'npx polyfeed --help'),
    `${program.description()} Commands read [environment variables](environment.md). They exit with 0 if they succeed; otherwise they print a message and exit with another code.`,
    ...program.commands.flatMap((command) => (command.commands.length > 0 ? command.commands : command)).map(sectionOf),
  )
}

function sectionOf(command: Command): string {
  const group = command.parent?.parent ? `${command.parent.name()} ` : ''
  const name = group + command.name()
  const description = command.description()
  const rows = [
    ...command.registeredArguments.map((argument) => [`<${argument.name()}>`, argument.description, 'required']),
    ...command.options.map(({ flags, description, mandatory, defaultValue }) => [
      flags,
      description,
      mandatory ? 'required' : defaultValue === undefined ? '' : code(String(defaultValue)),
    ]),
  ]
  const blocks = [
    `## ${code(name)}`,
    codeBlock(
      'sh',
      `polyfeed ${name} ${command.usage()}`.replace(' [options]', command.options.length > 0 ? ' [options]' : ''),
    ),
    `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
  ]
  const table = rows.map(([name = '', ...cells]) => [code(name), ...cells])
  return [
    ...blocks,
    ...(table.length > 0 ? [tableOf([['argument or option', 'meaning', 'default'], ...table])] : []),
  ].join('\n\n')
}
