import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { respelledLanguages } from '../config/site-file.ts'

/** Reads all articles into a store in memory and prints what cannot be published, and languages that feeds spell otherwise. */
export async function check(): Promise<number> {
  const config = readConfig()
  const app = await createApp({ ...config, store: 'sqlite::memory:' })
  try {
    const report = await app.newsroom.refresh()
    const quarantined = app.newsroom.quarantine()
    for (const { file, place, reason, message } of quarantined) {
      process.stdout.write(`${[file, place].filter((part) => part !== '').join(': ')}: ${message} [${reason}]\n`)
    }
    for (const line of respelledLanguages(config.data)) process.stdout.write(`${line}\n`)
    const { files, articles } = report
    process.stdout.write(`${files.known} files, ${articles} articles, ${quarantined.length} problems\n`)
    return quarantined.length > 0 ? 1 : 0
  } finally {
    await app.close()
  }
}
