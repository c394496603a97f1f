import { statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../domain/errors.ts'
import { termId } from '../domain/term.ts'
import { decodedUri, webUrl } from '../domain/url.ts'
import { dateOf, type Export, type ImportSettings, type Post, type PostHead } from './post.ts'
import { htmlOfWordPress } from './wordpress-html.ts'
import { createRegister, type Register } from './wordpress-register.ts'
import { type WxrElement, wxrElements } from './wxr-elements.ts'

/** Posts of other statuses are skipped. */
const IS_DRAFT: Readonly<Record<string, boolean>> = {
  ...{ publish: false, future: false, draft: true, pending: true, private: true },
}

const INTERNAL_TYPES =
  /^(?:attachment|revision|nav_menu_item|guest-author|custom_css|customize_changeset|oembed_cache|user_request|(?:wp_|acf-).*)$/

/** Taxonomies of WordPress and of plugins that are no tags for readers. */
const INTERNAL_TAXONOMIES = /^(?:language|(?:post|term)_translations|translation_priority|post_format|nav_menu|author)$/

const XML_ERRORS_MAX = 10

/** Reads exports of WordPress (WXR) twice, so that no text stays in memory. @throws AppError */
export function wordPressExport(files: readonly string[], settings: ImportSettings): Export {
  const { report, types } = settings
  const totalBytes = files.reduce((sum, file) => sum + 2 * statSync(file).size, 0)
  let doneBytes = 0
  const elements = (file: string, fail: (message: string) => void) =>
    wxrElements(file, fail, (bytes) => {
      doneBytes += bytes
      settings.progress(doneBytes, totalBytes)
    })
  const reasonToSkip = ({ 'wp:post_type': type = 'post', 'wp:status': status = 'publish' }: WxrElement['texts']) =>
    types.has(type) ? (status in IS_DRAFT ? '' : `of status ${status}`) : `of type ${type}`
  const register = createRegister()
  const heads = new Map<string, PostHead>()
  for (const file of files) {
    const errors: string[] = []
    let isExport = false
    for (const element of elements(file, (message) => errors.push(message))) {
      register.add(element)
      isExport ||= element.name === 'wp:wxr_version'
      if (element.name !== 'item' || INTERNAL_TYPES.test(element.texts['wp:post_type'] ?? '')) continue
      const head = headOf(file, element)
      const identity = `${head.suffix} ${head.guid}`
      const reason = heads.has(identity) ? 'in two files' : reasonToSkip(element.texts)
      if (reason) report('skipped', reason)
      else heads.set(identity, head)
    }
    if (!isExport) throw new AppError('bad_request', `${file} is no export of WordPress: it has no <wp:wxr_version>`)
    for (const message of errors.slice(0, XML_ERRORS_MAX)) report('failed', message, file)
  }
  const located = (head: PostHead): PostHead => {
    const languageText = register.languageOf(head.language) || settings.language || register.siteLanguage()
    return { ...head, language: settings.spelled(languageText) }
  }
  return {
    heads: [...heads.values()].map(located).sort((a, b) => Number(a.suffix) - Number(b.suffix)),
    *posts() {
      for (const file of files) {
        for (const item of elements(file, () => undefined)) {
          if (item.name !== 'item' || reasonToSkip(item.texts)) continue
          const post = postOf(located(headOf(file, item)), item, register, settings)
          if (post) yield post
        }
      }
    },
  }
}

/** `language` is as the export spells it; empty if it does not say. */
function headOf(file: string, { line, texts, meta, terms }: WxrElement): PostHead {
  const slugOf = (taxonomy: string): string | undefined => terms.find((term) => term.taxonomy === taxonomy)?.slug
  const { 'wp:post_id': suffix = String(line), 'wp:status': status = 'publish', link, guid } = texts
  const key = `${path.basename(file)}: line ${line}, post ${suffix}`
  return {
    ...{ key, suffix, guid: guid || link || key, slug: texts['wp:post_name'] ?? '' },
    // Polylang has taxonomies. WPML has its own tables; its plugin for exports adds fields.
    language: meta._wpml_import_language_code?.[0] || slugOf('language') || '',
    group: meta._wpml_import_translation_group?.[0] || slugOf('post_translations') || key,
    isDraft: IS_DRAFT[status] || Boolean(texts['wp:post_password']),
  }
}

function postOf(
  head: PostHead,
  { texts, meta, terms }: WxrElement,
  register: Register,
  settings: ImportSettings,
): Post | undefined {
  const { report } = settings
  const { key, guid } = head
  const modified = dateOf(texts['wp:post_modified_gmt'])
  // Drafts have only the date of the site's zone, which is what a date without an offset means in an article.
  const published = dateOf(texts['wp:post_date_gmt']) ?? dateOf(texts['wp:post_date'], '') ?? modified
  const url = [texts.link ?? '', guid].find((address) => webUrl(address))
  if (!published || !url) report('failed', `has no ${url ? 'date' : 'web address'}`, key)
  if (!published || !url) return undefined
  if (texts['wp:post_password']) report('changed', 'A post with a password became a draft', key)
  const picture = register.attachment(meta._thumbnail_id?.[0] ?? '')
  const coAuthors = terms.filter(({ taxonomy }) => taxonomy === 'author').map(({ name }) => name)
  const logins = (coAuthors.length > 0 ? coAuthors : [texts['dc:creator'] ?? '']).filter((login) => login !== '')
  const named = (kind: 'tags' | 'authors', slug: string, name: string): string => {
    const [before, after] = [termId(decodedUri(slug) ?? slug), termId(name)]
    if (before !== after && before !== '' && after !== '') settings.moved[kind].set(before, after)
    return name
  }
  const tags = terms.filter(({ taxonomy, slug }) => !INTERNAL_TAXONOMIES.test(taxonomy) && slug !== 'uncategorized')
  return {
    ...head,
    ...{ published, url, title: texts.title ?? '', summary: texts['excerpt:encoded'] },
    updated: modified && modified > published ? modified : undefined,
    authors: logins.map((login) => ({ name: named('authors', login, register.authorName(login)) })),
    tags: tags.map((term) => named('tags', term.slug, register.termName(term))),
    image: picture && { url: picture.url, ...(picture.alt && { alt: picture.alt }) },
    attachments: (meta.enclosure ?? []).flatMap(enclosureOf),
    content: htmlOfWordPress(texts['content:encoded'] ?? '', register, texts['wp:post_id'] ?? '', (message) =>
      report('changed', message, key),
    ),
  }
}

/** Lines: address, bytes, media type, and values of a podcast plugin. */
function enclosureOf(written: string): Post['attachments'] {
  const [url = '', bytes = '', type = ''] = written.split('\n').map((line) => line.trim())
  const length = /^\d{1,15}$/.test(bytes) ? { length: Number(bytes) } : {}
  return webUrl(url) ? [{ url, ...length, ...(type.includes('/') && { type }) }] : []
}
