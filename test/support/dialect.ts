import { withSeverity } from '../../src/domain/article.ts'
import { sourcesOf } from '../../src/sources/sources.ts'
import { folderWith, incomingHere, readingsOf, siteOf } from './desk.ts'

/** A post of a site generator after intake. `source` has further keys of the source in site.yaml. */
export async function readPost(
  dialect: string,
  body: string,
  {
    title = 'title: Post',
    matter = '',
    file = 'en/post.md',
    files = {},
    source = {},
  }: {
    readonly title?: string
    readonly matter?: string
    readonly file?: string
    readonly files?: Readonly<Record<string, string>>
    readonly source?: Readonly<Record<string, unknown>>
  } = {},
) {
  const settings = {
    type: 'markdown',
    path: 'blog',
    layout: 'directory',
    pattern: '{lang}/{slug}.md',
    dialect,
    ...source,
  }
  const post = `---\n${title}\ndate: 2026-01-02\n${matter}\n---\n${body}\n`
  const below = Object.entries(files).map(([name, text]) => [`blog/${name}`, text])
  const folder = folderWith({ ...Object.fromEntries(below), [`blog/${file}`]: post })
  const site = siteOf({ sources: [settings], feeds: { embeds: 'frame' } })
  const sources = sourcesOf(site, folder)
  for (const one of sources) one.refresh?.()
  const { changed } = await readingsOf(incomingHere(sources, { site, servesMedia: false }))
  const { variants = [], quarantined = [] } = changed.find((content) => content.file === `blog/${file}`) ?? {}
  return { variant: variants[0], content: variants[0]?.content, problems: quarantined.map(withSeverity) }
}
