import { statSync } from 'node:fs'
import path from 'node:path'
import { readConfig } from '../config/config.ts'
import { readEnvironment } from '../config/environment.ts'
import { AppError } from '../domain/errors.ts'
import { canonicalLanguage, type Language, spelledIn } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import { webUrl } from '../domain/url.ts'
import { openArticleFolder } from '../import/article-folder.ts'
import { articlesOf } from '../import/articles.ts'
import { feedExport } from '../import/feeds.ts'
import { ghostExport } from '../import/ghost.ts'
import type { Export, ImportSettings } from '../import/post.ts'
import { wordPressExport } from '../import/wordpress.ts'
import { trustedAddresses } from '../outbound/addresses.ts'
import { createOutbound } from '../outbound/client.ts'
import { type ImportedFile, movedTerms, problemsOf, summaryOf } from './import-report.ts'
import { createProgressBar } from './progress.ts'

export type ImportOptions = {
  readonly from: 'wordpress-export' | 'ghost-export' | 'feed'
  readonly types: string
  readonly url: string
} & { readonly [option in 'out' | 'language']?: string } & { readonly [option in 'all' | 'dryRun' | 'force']?: true }

/** Exit codes: 0 done, 1 some posts were not imported, 2 an option is missing. @throws AppError */
export async function importArticles(inputs: readonly string[], options: ImportOptions): Promise<number> {
  const { from, language, dryRun = false, force = false, all = false } = options
  const newsroom = newsroomOf(options.out)
  const out = options.out ?? newsroom?.articles
  if (out === undefined) return usageError('site.yaml has no source of type json: name a folder with --out')
  if (language && !canonicalLanguage(language)) return usageError(`${language} is no language tag`)
  const missing = inputs.find((input) => !webUrl(input) && !statSync(input, { throwIfNoEntry: false })?.isFile())
  if (missing !== undefined) throw new AppError('bad_request', `${missing} is no file`)
  const bar = createProgressBar()
  const reports: Parameters<ImportSettings['report']>[] = []
  const settings: ImportSettings = {
    language,
    types: new Set(options.types.split(/[\s,]+/)),
    spelled: (tag) => spelledIn(newsroom?.site.languages ?? [], tag) ?? '',
    moved: { tags: new Map(), authors: new Map() },
    report: (...report) => reports.push(report),
    progress: (done, total) => bar?.progress('import', Math.round(done / 1000), Math.round(total / 1000)),
  }
  const outbound = createOutbound({
    allow: [...(newsroom?.site.outbound.allow ?? []), ...inputs.flatMap(trustedAddresses)],
    ...{ feedUrl: newsroom?.site.feedUrl, proxy: readEnvironment(process.env).proxy },
  })
  const read: Record<ImportOptions['from'], () => Export | Promise<Export>> = {
    'wordpress-export': () => wordPressExport(inputs, settings),
    'ghost-export': () => ghostExport(inputs, options.url, settings),
    feed: () => feedExport(inputs, all, outbound, settings),
  }
  const folder = openArticleFolder(out, force, dryRun)
  const files: ImportedFile[] = []
  try {
    const posts = await read[from]()
    const nameless = posts.heads.find((head) => head.language === '')
    if (nameless) return usageError(`${nameless.key} has no language: name it with --language`)
    for (const { id, heads, article } of articlesOf(posts, folder, settings.report)) {
      files.push({ name: path.join(out, `${id}.json`), heads, result: folder.write(id, heads, article) })
    }
  } finally {
    bar?.end()
    folder.close()
    await outbound.close()
  }
  const languages = [...new Set(files.flatMap(({ heads }) => heads.map((head) => head.language)))]
  const unlisted = languages.filter((tag) => newsroom?.site.languages.includes(tag as Language) === false)
  if (unlisted.length > 0) process.stderr.write(`Add to "languages" in site.yaml: ${unlisted.join(', ')}\n`)
  process.stderr.write(problemsOf(files, reports))
  process.stdout.write(summaryOf(files, languages, reports))
  process.stdout.write(dryRun ? 'This was a dry run: nothing was written.\n' : movedTerms(settings.moved))
  return reports.some(([kind]) => kind === 'failed') ? 1 : 0
}

function usageError(message: string): number {
  process.stderr.write(`polyfeed: ${message}\n`)
  return 2
}

/** The newsroom of the environment; there may be none if --out names a folder. @throws AppError */
function newsroomOf(out?: string): { readonly site: Site; readonly articles: string | undefined } | undefined {
  try {
    const { site, data } = readConfig()
    const source = site.sources.find((one) => one.type === 'json')
    return { site, articles: source && path.join(data, source.path) }
  } catch (error) {
    if (out === undefined) throw error
    return undefined
  }
}
