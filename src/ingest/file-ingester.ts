import { createHash } from 'node:crypto'
import type { Quarantined, Variant } from '../domain/article.ts'
import { type IntakeContext, intake } from '../intake/intake.ts'
import { toUnreadable } from '../sources/files.ts'
import type { MediaBytes } from '../sources/own-media.ts'
import { type Source, Unreadable } from '../sources/record.ts'
import type { FileContent, FileMark } from '../store/files.ts'
import { datesInHash, hasSameDates } from './hashed-dates.ts'
import { brokenFile, EMPTIED, type Job, type Reading, SKIP, unreadable } from './readings.ts'

export function createFileIngester(sources: readonly Source[], context: IntakeContext): (job: Job) => Promise<Reading> {
  return async ({ file, stamp, dates, source: index, hash, body }) => {
    const source = sources[index] as Source
    // Matches no file: if reading fails, the next refresh tries again.
    let mark: FileMark = { modified: -1, size: stamp.size, hash: '' }
    try {
      if (body === null) return { ...NO_ARTICLE, file, mark: { ...stamp, hash: 'deleted' } }
      const bytes = body === undefined ? bytesOf(source, file) : Buffer.from(body)
      if (bytes === undefined) return null
      mark = { ...stamp, hash: createHash('sha256').update(bytes).digest('base64url') }
      if (isBlank(bytes)) mark = { ...mark, hash: EMPTIED }
      const isKnown = hash !== undefined && isSameContent(hash, mark.hash, context) && hasSameDates(hash, dates)
      if (isKnown) return { file, mark: { ...mark, hash } }
      if (mark.hash === EMPTIED) return emptiedFile(file, mark)
      mark = { ...mark, hash: mark.hash + datesInHash(dates) }
      const measured = new Map<string, number | undefined>()
      const measure: MediaBytes = (media) => {
        const size = context.mediaBytes?.(media)
        measured.set(media, size)
        return size
      }
      const record = await (source.parseRecord?.(file, body ?? '') ?? source.parse(file, bytes, dates))
      if (record.skipped) return { ...NO_ARTICLE, file, mark: { ...mark, hash: `${record.skipped} ${mark.hash}` } }
      const content = intake({ ...context, mediaBytes: measure }, record)
      const quarantined = [...content.quarantined, ...tooLargeIn(file, content.variants, context)]
      const isDraft = content.variants.length > 0 && content.variants.every(({ status }) => status === 'draft')
      const markHash = (isDraft ? 'draft ' : '') + hashWithMedia(mark.hash, measured)
      return { file, mark: { ...mark, hash: markHash }, ...content, quarantined }
    } catch (error) {
      // Any error, even an unknown one, concerns this file only.
      const problem =
        error instanceof Unreadable ? error : unreadable(`The file cannot be read: ${(error as Error).message}.`)
      return brokenFile(file, mark, problem)
    }
  }
}

/** A warning for the first variant whose content is too large for feeds. */
function tooLargeIn(file: string, variants: readonly Variant[], { site: { sizes } }: IntakeContext): Quarantined[] {
  const bytesOfContent = ({ content }: Variant): number => Buffer.byteLength(content)
  const large = variants.find((variant) => bytesOfContent(variant) > sizes.maxItemBytes)
  if (!large) return []
  const message = `The content in ${large.language} has ${bytesOfContent(large)} bytes. Above ${sizes.maxItemBytes} (feeds.maxItemBytes in site.yaml), feeds show the summary and a link.`
  return [new Unreadable('content_too_large', '', message).toQuarantined(file)]
}

const NO_ARTICLE = { variants: [], quarantined: [], unread: [], articleValues: null } as const

/** A mark's hash also has the sizes of the newsroom's own media in the article. */
function hashWithMedia(hash: string, measured: ReadonlyMap<string, number | undefined>): string {
  return [hash, ...[...measured].map(([media, size]) => `${size ?? ''}:${encodeURIComponent(media)}`)].join(' ')
}

function isSameContent(knownHash: string, hash: string, { mediaBytes }: IntakeContext): boolean {
  const knownParts = knownHash.replace(SKIP, '')
  const [knownBytesHash = '', ...media] = knownParts.split(' ')
  const names = media.map((entry) => decodeURIComponent(entry.slice(entry.indexOf(':') + 1)))
  return (
    knownBytesHash.replace(/@.*/, '') === hash &&
    hashWithMedia(knownBytesHash, new Map(names.map((name) => [name, mediaBytes?.(name)]))) === knownParts
  )
}

function isBlank(bytes: Uint8Array): boolean {
  // Most files begin with a letter or a sign. A character that is cut off at the end of the beginning is not decoded.
  const beginning = new TextDecoder().decode(bytes.subarray(0, 64), { stream: true })
  return beginning.trim() === '' && new TextDecoder().decode(bytes).trim() === ''
}

/** Sites delete a page by emptying its file, too, so nothing of the article is kept. */
function emptiedFile(file: string, mark: FileMark): FileContent {
  const message =
    'The file is empty, which counts as deleted: its article is withdrawn. Delete the file, or restore it.'
  const quarantined = [new Unreadable('file_empty', '', message).toQuarantined(file)]
  return { ...NO_ARTICLE, file, mark, quarantined }
}

/** `undefined` if the file has vanished since the scan. @throws Unreadable */
function bytesOf(source: Source, file: string): Uint8Array | undefined {
  try {
    return source.read(file)
  } catch (error) {
    if (error instanceof Unreadable) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw toUnreadable('file', error)
  }
}
