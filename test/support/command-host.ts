import { run } from '../../src/cli/run.ts'
import { type CommandLine, END_OF_OUTPUT } from './shared-process.ts'

// The entry point of a process that runs commands of the program one after another.

process.on('message', async ({ args, folder, environment }: CommandLine) => {
  const own = process.env
  process.env = { ...own, ...environment }
  process.chdir(folder)
  const code = await run(args)
  process.env = own
  // Leaves the folder, because the test removes it.
  process.chdir('/')
  for (const stream of [process.stdout, process.stderr]) stream.write(END_OF_OUTPUT)
  process.send?.(code)
})
