import { type App, createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { partnersOf } from '../config/partners.ts'
import { AppError } from '../domain/errors.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { type Partner, PROFILES, type Site } from '../domain/site.ts'
import { channelIn, readFeed } from '../editions/feeds.ts'
import type { Published } from '../editions/published.ts'
import { entryOf } from '../feeds/entry.ts'
import { type Finding, findingsOf } from '../feeds/requirements/findings.ts'
import { WARNED } from './check.ts'

type Located = Finding & { readonly file: string }

/**
 * Reads all articles into a store in memory, and prints what a partner would refuse of its feeds. `name` is a partner of
 * site.yaml or a profile. Exit code 2 if it would refuse something.
 */
export async function checkPartner(name: string, json = false): Promise<number> {
  const config = readConfig()
  const { site } = config
  const partner = site.partners.get(name) ?? unlistedPartner(site, name)
  const app = await createApp({ ...config, store: 'sqlite::memory:' })
  try {
    await app.newsroom.refresh()
    const published = app.newsroom.current()
    if (!published) throw new AppError('not_ready', 'no article can be published; see polyfeed check')
    const { context } = published
    const partners = new Map([...context.site.partners, [name, partner]])
    const withPartner = { ...published, context: { ...context, site: { ...context.site, partners } } }
    const feeds = await Promise.all(partner.languages.map((each) => checkedFeed(app, withPartner, name, each)))
    const findings = feeds.flatMap((feed) => feed.findings)
    const articles = feeds.reduce((sum, { entries }) => sum + entries, 0)
    const refused = findings.filter(({ severity }) => severity === 'refused')
    const counts = { partner: name, profile: partner.profile, articles, refused: refused.length }
    process.stdout.write(
      json ? `${JSON.stringify({ ...counts, findings }, null, 2)}\n` : textOf(findings, articles, name),
    )
    return refused.length > 0 ? WARNED : 0
  } finally {
    await app.close()
  }
}

/** The partner that a profile's name in site.yaml would make. @throws AppError */
function unlistedPartner(site: Site, name: string): Partner {
  if (PROFILES.some((profile) => profile === name)) {
    const [[, partner] = []] = partnersOf(
      { [name]: null },
      site.languages,
      (tag) => tag,
      () => '',
      site,
    )
    if (partner) return partner
  }
  const known = [...new Set([...site.partners.keys(), ...PROFILES])].join(', ')
  throw new AppError('not_found', `there is no partner "${name}"; known are ${known}`)
}

async function checkedFeed({ store }: App, published: Published, name: string, language: Language) {
  const { site, catalog } = published.context
  const partner = site.partners.get(name) as Partner
  const { profile } = partner
  if (!profile) {
    throw new AppError(
      'not_found',
      `"${name}" has no profile, so its requirements are unknown: set profile in site.yaml`,
    )
  }
  const key: FeedKey = { languages: [language], topic: { kind: 'all' }, month: null, partner: name }
  return store.snapshot(async (reader) => {
    const content = await readFeed(published, key, reader)
    const { placed = [] } = content?.selection ?? {}
    const shown = await reader.shownVariants(placed)
    const entries = shown.map(({ variant, siblings }) =>
      entryOf(site, catalog, key.languages, variant, siblings, published.edition.instant),
    )
    const channel = content?.channel ?? channelIn(published, { key, label: '', updated: 0, older: null, newer: null })
    const findings: Located[] = []
    for (const finding of findingsOf(profile, { site, partner, channel, entries })) {
      const { article, language } = finding
      findings.push({ ...finding, file: article === null ? '' : await reader.fileOf({ article, language }) })
    }
    return { entries: entries.length, findings }
  })
}

/** Articles in the order of the feed, each with its findings. */
function textOf(findings: readonly Located[], articles: number, name: string): string {
  const lines = findings.map(({ file, article, language, severity, message, rule, source }) => {
    const place = article === null ? `feed in ${language}` : `${file || article}: ${language}`
    return `${place}: ${severity}: ${message} [${rule}] ${source}`
  })
  const refused = findings.filter(({ severity }) => severity === 'refused')
  const ofArticles = refused.filter(({ article }) => article !== null)
  const count = new Set(ofArticles.map(({ article, language }) => `${article} ${language}`)).size
  const faults = refused.length - ofArticles.length
  const summary = `${name}: ${count} of ${articles} articles would be refused; ${faults} problems of the feeds`
  return [...lines, summary].map((line) => `${line}\n`).join('')
}
