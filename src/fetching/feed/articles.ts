import { createHash } from 'node:crypto'
import type { FeedMatch } from '../../domain/sources.ts'
import type { FeedEntry } from '../../sources/feed-record.ts'

/** An article that entries of several feeds belong to. Guids, addresses and groups are hashes. */
export type KnownArticle = {
  readonly id: string
  /** Guids by language, the oldest first. */
  readonly guids: Readonly<Record<string, string>>
  /** The addresses of its entries, those that the entries link to as translations, and the group. */
  readonly links: readonly string[]
  /** When an entry was last in its feed, or else the date of the entry. */
  readonly at: number
}

type Placed = { readonly language: string; readonly group: string | undefined; readonly at: number }

/** New translations are joined with these articles only. An entry that the store has keeps its article in any case. */
const REMEMBERED_MAX = 500
const LINKS_MAX = 50

/** Finds the article of each entry, by the guid, the group, and links between translations. */
export function createArticles(source: string, remembered: readonly KnownArticle[]) {
  const articles = new Map<string, KnownArticle>()
  const byToken = new Map<string, string>()
  const remember = (article: KnownArticle): KnownArticle => {
    articles.set(article.id, article)
    for (const token of [...Object.values(article.guids), ...article.links]) {
      if (!byToken.has(token)) byToken.set(token, article.id)
    }
    return article
  }
  remembered.forEach(remember)
  return {
    /** `storedId` is the id under which the store has the entry. It never changes. */
    articleOf(entry: FeedEntry, { language, group, at }: Placed, storedId: string | undefined): KnownArticle {
      const { guid, url = '', translations } = entry
      const own = hashOf('guid', guid)
      const groups = group === undefined ? [] : [hashOf('group', group)]
      // Only a link to an entry joins two: entries may all link to the home pages of other languages.
      const tokens = [own, ...groups, hashOf('link', url), ...translations.map((to) => hashOf('address', to))]
      // A second entry in one language is another article, whatever it links to.
      const isFree = ({ guids }: KnownArticle): boolean => [undefined, own].includes(guids[language])
      const knownArticle =
        storedId === undefined
          ? tokens.flatMap((token) => articles.get(byToken.get(token) ?? '') ?? []).find(isFree)
          : articles.get(storedId)
      const candidates = [group ?? guid, guid, `${language} ${guid}`].map((text) => `${source}-${plain(text)}`)
      const id = knownArticle?.id ?? storedId ?? (candidates.find((candidate) => !articles.has(candidate)) as string)
      const links = [hashOf('address', url), ...groups, ...translations.map((to) => hashOf('link', to))]
      return remember({
        id,
        guids: { ...knownArticle?.guids, [language]: own },
        links: [...new Set([...(knownArticle?.links ?? []), ...links])].slice(-LINKS_MAX),
        at: Math.max(knownArticle?.at ?? 0, at),
      })
    },
    /** Whether no older translation of the article has the same guid, which only one variant may have. */
    ownsGuid: ({ guids }: KnownArticle, language: string): boolean =>
      Object.entries(guids).find(([, guid]) => guid === guids[language])?.[0] === language,
    remembered: (): KnownArticle[] => [...articles.values()].toSorted((a, b) => b.at - a.at).slice(0, REMEMBERED_MAX),
  }
}

/** The text that all translations of an entry have in common; `undefined` if links join them. */
export function groupsBy(match: FeedMatch): (entry: FeedEntry) => string | undefined {
  switch (match.by) {
    case 'hreflang':
      return () => undefined
    case 'guid': {
      const pattern = new RegExp(match.pattern)
      return ({ guid }) => pattern.exec(guid.slice(0, 500))?.[1]
    }
    case 'category':
      return ({ tags }) => tags.find((tag) => tag.startsWith(match.prefix))?.slice(match.prefix.length)
    case 'file': {
      const groups = new Map(
        match.groups.flatMap((members) => members.map((member) => [withoutScheme(member), members[0]])),
      )
      return ({ guid, url = '' }) => groups.get(withoutScheme(guid)) ?? groups.get(withoutScheme(url))
    }
  }
}

/** The key of an entry's record: `uk/old.example/?p=1`. */
export function keyOf(language: string, guid: string): string {
  const short = guid.replace(/^https?:\/\//, '')
  return `${language}/${/^[!-~]{1,150}$/.test(short) ? short : sha256(guid).toString('hex').slice(0, 32)}`
}

/** Sites move from http to https, and are not sure of the last slash. */
export function withoutScheme(url: string): string {
  return url.replace(/^https?:|\/$/g, '')
}

function hashOf(kind: 'guid' | 'group' | 'address' | 'link', text: string): string {
  const named = kind === 'guid' || kind === 'group' ? text : withoutScheme(text)
  return sha256(`${kind} ${named}`).toString('base64url').slice(0, 11)
}

function plain(text: string): string {
  return /^[\w.-]{1,60}$/.test(text) ? text : sha256(text).toString('hex').slice(0, 16)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
