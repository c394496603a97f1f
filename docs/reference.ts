import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { siteJsonSchema } from '../src/config/json-schema.ts'
import { articleJsonSchema } from '../src/intake/json-schema.ts'
import { cliPage } from './generator/cli-page.ts'
import { environmentPage } from './generator/environment-page.ts'
import { metricsPage } from './generator/metrics-page.ts'
import { schemaPage } from './generator/schema-page.ts'
import { urlsPage } from './generator/urls-page.ts'

// npm run reference: writes docs/reference from the schemas, the metrics, the URLs and the commands of the program.

const DATA = path.join(import.meta.dirname, '../data')
export const REFERENCE_FOLDER = path.join(import.meta.dirname, 'reference')

/** The pages of docs/reference, by file name. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    [
      'site-yaml.md',
      schemaPage(
        'site.yaml',
        "`site.yaml` stands in the newsroom's folder and has the settings of the newsroom. A change takes effect at the next refresh, a change of `authority` at the next start. `npx polyfeed init DIR` writes a commented file to begin with.",
        siteJsonSchema(),
        'yaml',
      ),
    ],
    [
      'article.md',
      schemaPage(
        'Articles in JSON',
        'A JSON file has one article in all its languages. Dates are RFC 3339; a date without an offset is read in the time zone of the site. Markdown files say the same in their [front matter](../articles.md#write-articles-in-markdown).',
        articleJsonSchema(),
        'json',
      ),
    ],
    ['environment.md', environmentPage()],
    ['metrics.md', await metricsPage(DATA)],
    ['urls.md', urlsPage()],
    ['cli.md', cliPage()],
  ])
}

if (import.meta.main) {
  for (const [file, text] of await referencePages()) writeFileSync(path.join(REFERENCE_FOLDER, file), text)
}
