import { cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { defaultDataFolder } from '../config/data-folder.ts'
import { siteJsonSchema } from '../config/json-schema.ts'
import { withoutWarnings } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { skippedMessage } from '../domain/refresh-report.ts'
import { articleJsonSchema } from '../intake/json-schema.ts'
import { siteFactsIn } from './survey/generators.ts'
import { siteDraft } from './survey/site-draft.ts'
import { surveySite } from './survey/survey.ts'

const TEMPLATE = fileURLToPath(new URL('./template', import.meta.url))

/** Writes an example newsroom, or the settings for the site in `from`, into a new or empty folder. @throws AppError */
export async function init(folder: string, from?: string): Promise<number> {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats && !(stats.isDirectory() && readdirSync(folder).length === 0)) {
    throw new AppError('config_invalid', `${folder} is not empty; choose a new folder`)
  }
  if (from !== undefined) return initFrom(folder, from)
  cpSync(TEMPLATE, folder, { recursive: true })
  writeSchemas(folder)
  // The server finds the folder itself, unless another one comes first.
  const isDefaultFolder = path.resolve(defaultDataFolder()) === path.resolve(folder)
  const command = `${isDefaultFolder ? '' : `POLYFEED_DATA=${folder} `}npx polyfeed`
  process.stdout.write(`Wrote a newsroom with two articles to ${folder}. Edit ${path.join(folder, 'site.yaml')}, then run:

  ${command} serve   # serve its feeds
  ${command} check   # list what cannot be published
`)
  return 0
}

async function initFrom(folder: string, from: string): Promise<number> {
  const [target, site] = [path.resolve(folder), path.resolve(from)]
  if (!`${site}/`.startsWith(`${target}/`) && `${target}/`.startsWith(`${site}/`)) {
    throw new AppError('config_invalid', `${folder} is inside ${from}, where nothing is written; choose another folder`)
  }
  const facts = siteFactsIn(site)
  const survey = surveySite(site, facts.generator)
  if (survey.layouts.length === 0) {
    throw new AppError('config_invalid', `${from} has no Markdown files with a title in their front matter`)
  }
  mkdirSync(target, { recursive: true })
  writeFileSync(path.join(target, 'site.yaml'), siteDraft(target, site, facts, survey))
  writeSchemas(target)
  const counted = [...survey.languages].map(([spelling, files]) => `${spelling || 'none in the path'} (${files})`)
  process.stdout.write(`Found in ${from}: ${facts.generator.name}, ${survey.pages} pages, ${survey.dated} of them with a date
  languages: ${counted.join(', ')}
${survey.layouts.map(({ path: below, pattern, files }) => `  ${below}: ${pattern} (${files})\n`).join('')}\nWrote ${path.join(folder, 'site.yaml')}. With it:\n`)
  await reportOn(target)
  process.stdout.write(`\nEdit it, then run:\n\n  POLYFEED_DATA=${folder} npx polyfeed check\n`)
  return 0
}

const EXAMPLES_MAX = 10

/** Prints what a refresh of the newsroom would publish. */
async function reportOn(folder: string): Promise<void> {
  const config = readConfig({ ...process.env, POLYFEED_DATA: folder })
  const app = await createApp({ ...config, store: 'sqlite::memory:' })
  try {
    const { articles } = await app.newsroom.refresh()
    const extents = app.newsroom.current()?.edition.extents
    const counts = config.site.languages.map((language) => `${language} ${extents?.get(language)?.entries ?? 0}`)
    const errors = Map.groupBy(withoutWarnings(app.newsroom.quarantine()), ({ reason }) => reason)
    const lines = [
      `${articles} articles; published in each language: ${counts.join(', ')}`,
      ...[...errors].map(
        ([reason, [one, ...more]]) => `${more.length + 1} × ${reason}, like ${one?.file}: ${one?.message}`,
      ),
      ...app.newsroom.skippedFiles().map((files) => `${skippedMessage(files)}, like ${files.example}`),
    ]
    process.stdout.write(
      lines
        .slice(0, EXAMPLES_MAX)
        .map((line) => `  ${line}\n`)
        .join(''),
    )
  } finally {
    await app.close()
  }
}

/** Writes the schemas that `$schema` in the newsroom's files refers to. */
export function writeSchemas(folder: string): void {
  for (const [name, schema] of Object.entries({ article: articleJsonSchema(), site: siteJsonSchema() })) {
    writeFileSync(path.join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`)
  }
}
