import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import { FORMATS, type Format } from '../src/domain/feed-key.ts'
import { feedsmith, rowanmanning } from '../test/support/readers.ts'
import { sendRequest } from './ask.ts'
import type { Run } from './scenario.ts'

const FILES: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' }

// XML 1.0 §2.2 forbids these characters, which most parsers accept.
const FORBIDDEN = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

export const HAS_XMLLINT = spawnSync('xmllint', ['--version']).error === undefined

/** Folders of all feeds in the server's list. */
export async function foldersOf(port: number): Promise<string[]> {
  const { body } = await sendRequest(port, '/feeds.opml')
  return [...body.toString().matchAll(/xmlUrl="([^"]*)rss\.xml"/g)].map(([, url = '']) => new URL(url).pathname)
}

/** Reads feeds in all formats with two independent parsers. @returns numbers of documents and items */
export async function readBack(run: Run, port: number, folders: readonly string[]) {
  const xmlFolder = path.join(run.scratch, 'documents')
  mkdirSync(xmlFolder)
  let documents = 0
  let items = 0
  for (const folder of folders) {
    const counts: Partial<Record<Format, number>> = {}
    for (const format of FORMATS) {
      const address = folder + FILES[format]
      const { status, body } = await sendRequest(port, address)
      if (status !== 200) {
        run.fail(`${address} answered ${status}`)
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
      if (format !== 'json' && HAS_XMLLINT) writeFileSync(path.join(xmlFolder, `${documents}.xml`), body)
    }
    await expectPages(run, port, folder)
    if (new Set(Object.values(counts)).size > 1)
      run.fail(`${folder}: the formats differ in their number of items: ${JSON.stringify(counts)}`)
  }
  if (HAS_XMLLINT) {
    const { stderr } = spawnSync('sh', ['-c', 'ls | xargs xmllint --noout --huge'], {
      cwd: xmlFolder,
      encoding: 'utf8',
    })
    for (const line of stderr.split('\n').filter((each) => / error : /.test(each))) run.fail(`xmllint: ${line}`)
  }
  rmSync(xmlFolder, { recursive: true })
  return { documents, items }
}

async function expectPages(run: Run, port: number, folder: string): Promise<void> {
  const page = await sendRequest(port, folder)
  if (page.status !== 200 || !page.body.toString().trimEnd().endsWith('</html>'))
    run.fail(`${folder} answered ${page.status}`)
  const headlines = await sendRequest(port, `/embed${folder}headlines.json`)
  const fragment = await sendRequest(port, `/embed${folder}fragment.html`)
  if (headlines.status !== 200 || fragment.status !== 200)
    run.fail(`/embed${folder}: ${headlines.status}, ${fragment.status}`)
  else JSON.parse(headlines.body.toString())
}

/** @throws if a parser refuses the document, or two disagree about it */
function itemsIn(format: Format, text: string): number {
  const { items } = feedsmith(format, text)
  if (format === 'json') return items.length
  const forbidden = FORBIDDEN.exec(text)
  if (forbidden) throw new Error(`U+${forbidden[0].codePointAt(0)?.toString(16)} at ${forbidden.index}`)
  const result = XMLValidator.validate(text)
  if (result !== true) throw new Error(`not well-formed: ${result.err.msg}`)
  const otherItems = rowanmanning(text).items
  if (otherItems.length !== items.length)
    throw new Error(`${items.length} items, or ${otherItems.length} by another parser`)
  return items.length
}
