import { type App, createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { partnersOf } from '../config/partners.ts'
import { AppError } from '../domain/errors.ts'
import type { Language } from '../domain/language.ts'
import { type Partner, PROFILES, type Site } from '../domain/site.ts'
import { partnerFindings } from '../editions/appearances.ts'
import type { Published } from '../editions/published.ts'
import type { Finding } from '../feeds/requirements/findings.ts'
import { WARNED } from './check.ts'

type Located = Finding & { readonly file: string }

/**
 * Reads all articles into a store in memory, and prints what a partner would refuse of its feeds. `name` is a partner of
 * site.yaml or a profile. Exit code 2 if it would refuse something.
 */
export async function checkPartner(name: string, json = false): Promise<number> {
  const config = readConfig()
  const partner = partnerIn(config.site, name)
  const app = await createApp({ ...config, store: 'sqlite::memory:' })
  try {
    await app.newsroom.refresh()
    const published = app.newsroom.current()
    if (!published) throw new AppError('not_ready', 'no article can be published; see polyfeed check')
    const { context } = published
    const site = { ...context.site, partners: new Map([...context.site.partners, [name, partner]]) }
    const feeds = await Promise.all(
      partner.languages.map((each) => checkedFeed(app, { ...published, context: { ...context, site } }, name, each)),
    )
    const findings = feeds.flatMap((feed) => feed.findings)
    const articles = feeds.reduce((sum, feed) => sum + feed.articles, 0)
    const refused = findings.filter(({ severity }) => severity === 'refused')
    const counts = { partner: name, profile: partner.profile, articles, refused: refused.length }
    const ofArticles = refused.flatMap(({ article, language }) => (article === null ? [] : `${article} ${language}`))
    const summary = `${name}: ${new Set(ofArticles).size} of ${articles} articles would be refused; problems of the feeds: ${refused.length - ofArticles.length}`
    const text = [...findings.map(lineOf), summary].map((line) => `${line}\n`).join('')
    process.stdout.write(json ? `${JSON.stringify({ ...counts, findings }, null, 2)}\n` : text)
    return refused.length > 0 ? WARNED : 0
  } finally {
    await app.close()
  }
}

/** @throws AppError */
function partnerIn(site: Site, name: string): Partner {
  const ownPath = (text: string): string => text
  const profiles = partnersOf(
    Object.fromEntries(PROFILES.map((one) => [one, null])),
    site.languages,
    ownPath,
    ownPath,
    site,
  )
  const all = new Map([...profiles, ...site.partners])
  const partner = all.get(name)
  if (!partner) {
    throw new AppError('not_found', `there is no partner "${name}"; known are ${[...all.keys()].join(', ')}`)
  }
  if (partner.profile) return partner
  throw new AppError('not_found', `"${name}" has no profile, so its requirements are unknown: set profile in site.yaml`)
}

async function checkedFeed({ store }: App, published: Published, name: string, language: Language) {
  const partner = published.context.site.partners.get(name) as Partner
  return store.snapshot(async (reader) => {
    const feed = await partnerFindings(published, reader, [name, partner], language)
    const findings: Located[] = []
    for (const finding of feed.findings) {
      const { article, language } = finding
      findings.push({ ...finding, file: article === null ? '' : await reader.fileOf({ article, language }) })
    }
    return { articles: feed.articles, findings }
  })
}

function lineOf({ file, article, language, severity, message, rule, source }: Located): string {
  const place = article === null ? `feed in ${language}` : `${file || article}: ${language}`
  return `${place}: ${severity}: ${message} [${rule}] ${source}`
}
