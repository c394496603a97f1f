import { cpSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultDataFolder } from '../config/data-folder.ts'
import { siteJsonSchema } from '../config/site-file.ts'
import { AppError } from '../domain/errors.ts'
import { articleJsonSchema } from '../intake/json-schema.ts'

const TEMPLATE = fileURLToPath(new URL('./template', import.meta.url))

/** Writes an example newsroom into a new or empty folder. @throws AppError */
export async function init(folder: string): Promise<number> {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats && !(stats.isDirectory() && readdirSync(folder).length === 0)) {
    throw new AppError('config_invalid', `${folder} is not empty; choose a new folder`)
  }
  cpSync(TEMPLATE, folder, { recursive: true })
  writeSchemas(folder)
  // The server finds the folder itself, unless another one comes first.
  const found = path.resolve(defaultDataFolder()) === path.resolve(folder)
  const command = `${found ? '' : `POLYFEED_DATA=${folder} `}npx polyfeed`
  process.stdout.write(`Wrote a newsroom with two articles to ${folder}. Edit ${path.join(folder, 'site.yaml')}, then run:

  ${command} serve   # serve its feeds
  ${command} check   # list what cannot be published
`)
  return 0
}

/** Writes the schemas that `$schema` in the newsroom's files refers to. */
export function writeSchemas(folder: string): void {
  for (const [name, schema] of Object.entries({ article: articleJsonSchema(), site: siteJsonSchema() })) {
    writeFileSync(path.join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`)
  }
}
