import type { Term, Variant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import type { Site } from '../domain/site.ts'
import { termId } from '../domain/term.ts'
import { wellFormed } from '../domain/text.ts'
import { decodedUri } from '../domain/url.ts'
import type { FileContext } from './context.ts'
import { type Path, Problem } from './problem.ts'
import { plainText } from './text.ts'

const MAX_GUID = 2000

/**
 * The guid of a variant as written. A variant with an unusable guid is refused, because readers would show it again under
 * another id.
 * @throws Problem
 */
export function guidOf(
  { authority }: Pick<Site, 'authority'>,
  written: string | null | undefined,
  article: string,
  language: Language,
  path: Path,
): Pick<Variant, 'guid'> {
  const guid = wellFormed(written ?? '').trim()
  if (guid === '') return {}
  if (guid.length > MAX_GUID) {
    throw new Problem('too_large', path, `The guid has ${guid.length} characters; the limit is ${MAX_GUID}.`)
  }
  const own = `tag:${authority}:`
  if (!guid.startsWith(own)) return { guid }
  const [, id, ofLanguage] = /^(.+)\/([^/]+)$/.exec(decodedUri(guid.slice(own.length)) ?? '') ?? []
  if (id === article && ofLanguage === language) return {}
  // Another article may have this id.
  const remedy = id === undefined ? 'Remove it.' : `Write the id "${shortened(id)}" instead of a guid.`
  throw new Problem('guid_invalid', path, `"${shortened(guid)}" is an id that this site gives to articles. ${remedy}`)
}

const SYMBOL = /\p{S}|\p{Emoji}\uFE0F/u

/** @throws Problem. `language` is undefined if the languages of the article disagree about lower case. */
export function termOf(
  { findings }: FileContext,
  kind: 'tag' | 'section',
  text: string,
  language: Language | undefined,
  path: Path,
): Term {
  const label = plainText(text).normalize('NFC')
  const id = termId(label, language)
  const quoted = `"${shortened(text)}"`
  if (id.length > 100) throw new Problem('term_invalid', path, `${quoted} is longer than 100 characters. Shorten it.`)
  if (id !== '') return { kind, id, label }
  if (!SYMBOL.test(label)) throw new Problem('term_invalid', path, `${quoted} has no letter or digit. Remove it.`)
  const message = `${quoted} has no letter or digit: items show it, but it has no feed.`
  findings.add(new Problem('term_without_feed', path, message))
  return { kind, id: null, label }
}
