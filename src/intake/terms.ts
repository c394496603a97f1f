import type { Term } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import { termId } from '../domain/term.ts'
import type { FileContext } from './context.ts'
import { type Path, Problem } from './problem.ts'
import { plainText } from './text.ts'

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
