import type { WxrElement } from './wxr-elements.ts'

type Attachment = { readonly url: string; readonly alt: string }

type Term = WxrElement['terms'][number]

export type Register = ReturnType<typeof createRegister>

/** Authors, terms and attachments, to which posts refer. An export has them in any order, so it is read twice. */
export function createRegister() {
  const authors = new Map<string, string>()
  const attachments = new Map<string, Attachment>()
  const picturesByPost = new Map<string, Attachment[]>()
  const locales = new Map<string, string>()
  const termIds = new Map<string, string>()
  const termNames = new Map<string, string>()
  const originalTerms = new Map<string, string>()
  let siteLanguage = ''
  const termKey = ({ taxonomy, slug }: Omit<Term, 'name'>): string => `${taxonomy} ${slug}`
  const addTerm = (id: string, name: string, term: Omit<Term, 'name'>): void => {
    termIds.set(termKey(term), id)
    termNames.set(id, name)
  }
  const add = ({ name, text, texts, meta }: WxrElement): void => {
    const value = (key: string): string => texts[`wp:${key}`] ?? ''
    const description = value('term_description')
    const kind = name === 'item' ? value('post_type') : name === 'wp:term' ? value('term_taxonomy') : name
    if (name === 'language') siteLanguage ||= text
    else if (kind === 'wp:author') authors.set(value('author_login'), value('author_display_name'))
    // The plugin Co-Authors Plus.
    else if (kind === 'guest-author') authors.set(`${meta['cap-user_login']}`, `${meta['cap-display_name']}`)
    else if (kind === 'attachment') {
      const alt = meta._wp_attachment_image_alt?.[0] ?? ''
      const attachment = { url: value('attachment_url') || (texts.guid ?? ''), alt }
      attachments.set(value('post_id'), attachment)
      const pictures = picturesByPost.get(value('post_parent')) ?? []
      picturesByPost.set(value('post_parent'), pictures)
      pictures.push(attachment)
    } else if (name === 'wp:category') {
      addTerm(value('term_id'), value('cat_name'), { taxonomy: 'category', slug: value('category_nicename') })
    } else if (name === 'wp:tag') {
      addTerm(value('term_id'), value('tag_name'), { taxonomy: 'post_tag', slug: value('tag_slug') })
    } else if (kind === 'language') {
      // Polylang, as PHP serialises it: …s:6:"locale";s:5:"pt_BR";…
      locales.set(value('term_slug'), /"locale";s:\d+:"([a-z]{2,3}(?:_[A-Z]{2})?)/.exec(description)?.[1] ?? '')
    } else if (kind === 'term_translations') {
      // …s:2:"en";i:5;s:2:"uk";i:9;… The oldest of the terms names all of them.
      const ids = [...description.matchAll(/"[\w-]{2,20}";i:(\d{1,15});/g)].map(([, id = '']) => id)
      for (const id of ids) originalTerms.set(id, ids.toSorted((a, b) => Number(a) - Number(b))[0] ?? id)
    }
  }
  return {
    add,
    siteLanguage: () => siteLanguage,
    authorName: (login: string): string => authors.get(login) || login,
    attachment: (id: string): Attachment | undefined => attachments.get(id),
    picturesOf: (post: string): readonly Attachment[] => picturesByPost.get(post) ?? [],
    termName: (term: Term): string => {
      const id = termIds.get(termKey(term)) ?? ''
      return termNames.get(originalTerms.get(id) ?? id) || term.name
    },
    /** Sites choose the slugs of languages freely: `uk` for `ua`. */
    languageOf: (slug: string): string => {
      const locale = locales.get(slug) ?? ''
      return locale === '' || slug.split('-')[0] === locale.split('_')[0] ? slug : locale
    },
  }
}
