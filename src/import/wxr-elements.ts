import { closeSync, openSync, readSync } from 'node:fs'
import { SaxesParser } from 'saxes'
import { AppError } from '../domain/errors.ts'
import { wellFormed } from '../domain/text.ts'
import { decoderFor } from '../fetching/encoding.ts'

// The only module that imports saxes.

/** A child of `<channel>`: an item, author or term with the texts of its children by name, or a value of the site. */
export type WxrElement = {
  readonly name: string
  readonly line: number
  readonly text: string
  readonly texts: Record<string, string>
  readonly terms: { readonly taxonomy: string; readonly slug: string; readonly name: string }[]
  /** The values of `wp:postmeta` by key. */
  readonly meta: Record<string, string[]>
}

const TEXT_CHARACTERS_MAX = 64 * 1024 * 1024

/** Reads a file in parts. Errors of XML are passed to `fail`; what can be read is yielded. @throws AppError */
export function* wxrElements(
  file: string,
  fail: (message: string) => void,
  onRead: (bytes: number) => void,
): Generator<WxrElement> {
  const finished: WxrElement[] = []
  const parser = createParser(finished, fail)
  const descriptor = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(256 * 1024)
    let decoder: ReturnType<typeof decoderFor> | undefined
    for (let bytes = readSync(descriptor, buffer); bytes > 0; bytes = readSync(descriptor, buffer)) {
      decoder ??= decoderFor(buffer)
      parser.write(decoder.decode(buffer.subarray(0, bytes), { stream: true }))
      yield* finished.splice(0)
      onRead(bytes)
    }
    parser.close()
    yield* finished
  } finally {
    closeSync(descriptor)
  }
}

function createParser(finished: WxrElement[], fail: (message: string) => void): SaxesParser {
  const parser = new SaxesParser()
  let [depth, text, metaKey, attributes] = [0, '', '', {} as Record<string, string>]
  let element: Omit<WxrElement, 'text'> = { name: '', line: 0, texts: {}, terms: [], meta: {} }
  const append = (part: string): void => {
    text += part
    if (text.length < TEXT_CHARACTERS_MAX) return
    throw new AppError('bad_request', `line ${parser.line}: a text of more than 64 MB: this is no export of WordPress`)
  }
  parser.on('text', append)
  parser.on('cdata', append)
  parser.on('opentag', (tag) => {
    depth += 1
    text = ''
    attributes = tag.attributes as Record<string, string>
    if (depth === 3) element = { name: tag.name, line: parser.line, texts: {}, terms: [], meta: {} }
  })
  parser.on('closetag', ({ name }) => {
    const value = ownText(wellFormed(text).trim())
    const { domain: taxonomy, nicename: slug } = attributes
    if (depth === 3) finished.push({ ...element, text: value })
    else if (depth === 4 && name === 'category' && taxonomy && slug) element.terms.push({ taxonomy, slug, name: value })
    else if (depth === 4) element.texts[name] = value
    else if (depth === 5 && name === 'wp:meta_key') metaKey = value
    else if (depth === 5 && name === 'wp:meta_value') element.meta[metaKey] = [...(element.meta[metaKey] ?? []), value]
    depth -= 1
    text = ''
  })
  parser.on('error', ({ message }) => {
    // Texts often have control characters, which wellFormed() removes.
    if (!message.endsWith('disallowed character.')) fail(`line ${message}`)
  })
  return parser
}

/** A copy of a text that is perhaps remembered: a part of a chunk keeps the chunk in memory. */
function ownText(text: string): string {
  return text.length < 2000 ? Buffer.from(text).toString() : text
}

/** Why a text is not well-formed XML with namespaces; `undefined` if it is. */
export function xmlProblem(text: string): string | undefined {
  const parser = new SaxesParser({ xmlns: true })
  let problem: string | undefined
  parser.on('error', ({ message }) => {
    problem ??= message
  })
  parser.write(text).close()
  return problem
}
