import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { respelledLanguages } from '../config/site-file.ts'
import { skippedMessage } from '../domain/refresh-report.ts'

/**
 * Reads all articles into a store in memory, and prints the problems and the languages that feeds spell otherwise.
 * Exit code 1 if something cannot be published.
 */
export async function check(): Promise<number> {
  const config = readConfig()
  const app = await createApp({ ...config, store: 'sqlite::memory:' })
  try {
    const report = await app.newsroom.refresh()
    const problems = app.newsroom.quarantine()
    for (const { file, place, reason, message, severity } of problems) {
      const parts = [file, place, severity ?? '', message].filter((part) => part !== '')
      process.stdout.write(`${parts.join(': ')} [${reason}]\n`)
    }
    for (const files of app.newsroom.skippedFiles()) {
      process.stdout.write(`${skippedMessage(files)}, like ${files.example}\n`)
    }
    for (const line of respelledLanguages(config.data)) process.stdout.write(`${line}\n`)
    const { files, articles, quarantined } = report
    const warnings = problems.length - quarantined
    const warned = warnings > 0 ? `, ${warnings} warnings` : ''
    process.stdout.write(`${files.known} files, ${articles} articles, ${quarantined} problems${warned}\n`)
    return quarantined > 0 ? 1 : 0
  } finally {
    await app.close()
  }
}
