import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import { FORMATS, type Format } from '../src/domain/feed-key.ts'
import { feedsmith, rowanmanning } from '../test/support/readers.ts'
import { ask } from './ask.ts'
import type { Run } from './scenario.ts'

const FILES: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' }

// XML 1.0 §2.2: all other characters are forbidden, which most parsers let pass.
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

export const HAS_XMLLINT = spawnSync('xmllint', ['--version']).error === undefined

/** Paths of a server's feeds, without their files: all that its list names. */
export async function foldersOf(port: number): Promise<string[]> {
  const { body } = await ask(port, '/feeds.opml')
  return [...body.toString().matchAll(/xmlUrl="([^"]*)rss\.xml"/g)].map(([, url = '']) => new URL(url).pathname)
}

/** Reads feeds in all formats by two parsers that know nothing of us. @returns documents, and items in them */
export async function readBack(run: Run, port: number, folders: readonly string[]) {
  const aside = path.join(run.scratch, 'documents')
  mkdirSync(aside)
  let documents = 0
  let items = 0
  for (const folder of folders) {
    const counts: Partial<Record<Format, number>> = {}
    for (const format of FORMATS) {
      const address = folder + FILES[format]
      const { status, body } = await ask(port, address)
      if (status !== 200) {
        run.fail(`${address} answers ${status}`)
        continue
      }
      documents++
      const text = body.toString()
      try {
        counts[format] = itemsIn(format, text)
        items += counts[format]
      } catch (error) {
        run.fail(`${address}: ${(error as Error).message}`)
      }
      if (format !== 'json' && HAS_XMLLINT) writeFileSync(path.join(aside, `${documents}.xml`), body)
    }
    await expectPages(run, port, folder)
    if (new Set(Object.values(counts)).size > 1) run.fail(`${folder}: its formats differ: ${JSON.stringify(counts)}`)
  }
  if (HAS_XMLLINT) {
    const { stderr } = spawnSync('sh', ['-c', 'ls | xargs xmllint --noout --huge'], { cwd: aside, encoding: 'utf8' })
    for (const line of stderr.split('\n').filter((each) => / error : /.test(each))) run.fail(`xmllint: ${line}`)
  }
  rmSync(aside, { recursive: true })
  return { documents, items }
}

/** The page, headlines and fragment of a feed. */
async function expectPages(run: Run, port: number, folder: string): Promise<void> {
  const page = await ask(port, folder)
  if (page.status !== 200 || !page.body.toString().trimEnd().endsWith('</html>'))
    run.fail(`${folder} answers ${page.status}`)
  const headlines = await ask(port, `/embed${folder}headlines.json`)
  const fragment = await ask(port, `/embed${folder}fragment.html`)
  if (headlines.status !== 200 || fragment.status !== 200)
    run.fail(`/embed${folder}: ${headlines.status}, ${fragment.status}`)
  else JSON.parse(headlines.body.toString())
}

/** @throws where a parser refuses the document, or two disagree about it */
function itemsIn(format: Format, text: string): number {
  const { items } = feedsmith(format, text)
  if (format === 'json') return items.length
  const forbidden = FORBIDDEN.exec(text)
  if (forbidden) throw new Error(`U+${forbidden[0].codePointAt(0)?.toString(16)} at ${forbidden.index}`)
  const result = XMLValidator.validate(text)
  if (result !== true) throw new Error(`not well-formed: ${result.err.msg}`)
  const other = rowanmanning(text).items
  if (other.length !== items.length) throw new Error(`${items.length} items, or ${other.length} by another parser`)
  return items.length
}
