import type { Episode } from '../domain/channel.ts'
import { canonicalLanguage } from '../domain/language.ts'
import { type FileContext, requireWebUrl } from './context.ts'
import { typeByExtension } from './media.ts'
import type { WrittenPodcast } from './podcast-schema.ts'
import { type Path, Problem } from './problem.ts'
import { plainText } from './text.ts'

type Written = WrittenPodcast | null | undefined

/** A variant's fact replaces the article's. `undefined` without any. */
export function episodeOf(context: FileContext, article: Written, own: Written, ownPath: Path): Episode | undefined {
  if (own === null || !(article || own)) return undefined
  const { title, chapters, transcripts, persons, ...facts } = { ...article, ...own }
  const { optional } = context.findings
  const pathTo = (key: keyof WrittenPodcast, ...rest: Path): Path =>
    own?.[key] === undefined ? ['podcast', key, ...rest] : [...ownPath, 'podcast', key, ...rest]
  const addressOf = (url: string | undefined, path: Path): string | undefined =>
    (url && optional(() => requireWebUrl(context, url, path))) || undefined
  return {
    ...{ ...facts, title: title && plainText(title), chapters: addressOf(chapters, pathTo('chapters')) },
    transcripts: transcripts?.flatMap((written, index) => {
      const path = pathTo('transcripts', index)
      const url = addressOf(written?.url, [...path, 'url'])
      const type = url && (written?.type?.trim().toLowerCase() || typeByExtension(url))
      const language = canonicalLanguage(written?.language ?? '')
      if (url && !type) context.findings.add(new Problem('value_ignored', [...path, 'type'], UNCLEAR))
      if (written?.language && !language)
        context.findings.add(new Problem('value_ignored', [...path, 'language'], NO_TAG))
      return type ? { url, type, ...(language && { language }) } : []
    }),
    persons: persons?.flatMap((written, index) => {
      const name = plainText(written?.name ?? '')
      const [img, href] = [written?.img, written?.href]
      const path = (key: string): Path => pathTo('persons', index, key)
      return name ? { ...written, name, img: addressOf(img, path('img')), href: addressOf(href, path('href')) } : []
    }),
  }
}

const UNCLEAR = 'The media type is not clear from the address. Add it (like text/vtt).'
const NO_TAG = 'The language is not a language tag (like uk, pt-BR or zh-Hant).'
