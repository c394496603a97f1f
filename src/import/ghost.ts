import { readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import { canonicalLanguage } from '../domain/language.ts'
import { dateOf, type Export, type ImportSettings } from './post.ts'
import { joinTranslations, type LinkedPost } from './translation-links.ts'

type Row = Readonly<Record<string, unknown>>
type Tables = Readonly<Record<string, readonly Row[]>>

/** Reads exports of Ghost, which have no addresses: `pattern` is that of a post, like `/{lang}/{slug}/`. @throws AppError */
export function ghostExport(files: readonly string[], pattern: string, settings: ImportSettings): Export {
  return joinTranslations(files.flatMap((file) => postsOf(file, pattern, settings)))
}

function postsOf(file: string, pattern: string, { language, spelled, types, report }: ImportSettings): LinkedPost[] {
  const tables = tablesOf(file)
  const rowsById = (name: string, key: string): Map<string, Row> =>
    new Map((tables[name] ?? []).map((row) => [text(row[key]), row]))
  const [tags, users, metas] = [rowsById('tags', 'id'), rowsById('users', 'id'), rowsById('posts_meta', 'post_id')]
  const [tagLinks, authorLinks] = [linksOf(tables.posts_tags), linksOf(tables.posts_authors)]
  const locale = tables.settings?.find(({ key }) => key === 'locale' || key === 'default_locale')?.value
  return (tables.posts ?? []).flatMap((row): LinkedPost[] => {
    const post = { ...metas.get(text(row.id)), ...row }
    const [id, slug, type] = [text(row.id), text(row.slug), text(row.type) || (row.page ? 'page' : 'post')]
    const key = `${path.basename(file)}: post ${id} (${slug})`
    const published = dateOf(row.published_at) ?? dateOf(row.created_at)
    const isTextless = !row.html && (row.lexical || row.mobiledoc)
    if (!types.has(type)) report('skipped', `of type ${type}`)
    else if (!published) report('failed', 'has no date', key)
    else if (isTextless)
      report('failed', 'has no html, only the text of the editor: save it in Ghost, export again', key)
    if (!types.has(type) || !published || isTextless) return []
    const names = (tagLinks.get(id) ?? []).map(({ tag_id: tag }) => text(tags.get(text(tag))?.name))
    const ownLanguage =
      names.flatMap((name) => languageOfTag(name) ?? [])[0] ?? (text(row.locale) || text(row.language))
    const tag = spelled(ownLanguage || language || text(locale))
    const isPublic = !row.visibility || row.visibility === 'public'
    if (!isPublic) report('changed', 'Of a post for members only the public part was imported', key)
    const [yyyy = '', mm = '', dd = ''] = published.split(/[-T]/)
    const parts: Record<string, string> = { id, slug, yyyy, mm, dd, lang: tag }
    const [image, alt] = [text(row.feature_image) || text(row.image), text(post.feature_image_alt)]
    const [html, updated] = [text(row.html), dateOf(row.updated_at)]
    const authors = authorLinks.get(id)?.map(({ author_id: author }) => text(author)) ?? [text(row.author_id)]
    return [
      {
        ...{ key, published, language: tag, group: key, slug, suffix: id, attachments: [], title: text(row.title) },
        // Ids that are numbers are of Ghost 0.x, whose feeds have the uuid.
        guid: typeof row.id === 'number' ? text(row.uuid) : id,
        isDraft: row.status !== 'published' && row.status !== 'scheduled',
        updated: updated && updated > published ? updated : undefined,
        authors: authors.map((author) => ({ name: text(users.get(author)?.name) })).filter(({ name }) => name !== ''),
        tags: names.filter((name) => !name.startsWith('#')),
        image: image ? { url: relative(image), ...(alt && { alt }) } : undefined,
        summary: text(row.custom_excerpt),
        content: relative(isPublic ? html : html.slice(0, Math.max(0, html.indexOf('<!--members-only-->')))),
        url: text(post.canonical_url) || pattern.replace(/\{(\w+)\}/g, (all, name) => parts[name] ?? all),
        translations: translationsIn(text(post.codeinjection_head)),
      },
    ]
  })
}

/** @throws AppError if the file is no export of Ghost */
function tablesOf(file: string): Tables {
  try {
    const { db, data = db[0].data } = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(data.posts)) return data
    throw new Error('it has no list of posts')
  } catch (error) {
    throw new AppError('bad_request', `${file} is no export of Ghost: ${(error as Error).message}`)
  }
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** The rows that link a post, in order, by its id. */
function linksOf(rows: readonly Row[] = []): Map<string, readonly Row[]> {
  const ordered = rows.toSorted((a, b) => Number(a.sort_order ?? 0) - Number(b.sort_order ?? 0))
  return Map.groupBy(ordered, (row) => text(row.post_id))
}

/** By convention internal tags name the language: `#uk`, `#pt-br`, `#lang-uk`. */
function languageOfTag(name: string): string | undefined {
  const [, prefix, tag = ''] = /^#(lang[-_ ]?)?([a-z]{2,3}(?:[-_][a-z]{2,4})?)$/i.exec(name) ?? []
  return prefix || /^..(?:[-_]|$)/.test(tag) ? canonicalLanguage(tag) : undefined
}

/** Exports have a placeholder for the address of the site. */
function relative(address: string): string {
  return address.replaceAll('__GHOST_URL__', '')
}

/** The paths in `<link rel="alternate" hreflang="…" href="…">`. */
function translationsIn(html: string): string[] {
  const links = [...html.matchAll(/<link\b[^<>]{0,999}\shreflang=[^<>]{0,999}>/g)].map(([link]) => link)
  const addresses = links.map((link) => relative(/\shref=["']?([^\s"'<>]+)/.exec(link)?.[1] ?? ''))
  return addresses.flatMap((address) => URL.parse(address, 'http://localhost')?.pathname ?? [])
}
