import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { App } from '../../src/app.ts'
import type { Published } from '../../src/editions/published.ts'
import { type BuildResult, build } from '../../src/export/build.ts'
import type { ManifestEntry } from '../../src/export/manifest.ts'
import { MEMORY } from './memory.ts'

/** Creates an empty folder for an export. */
export function exportFolder(): { readonly root: string; remove(): void } {
  const root = mkdtempSync(path.join(MEMORY, 'polyfeed-export-'))
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Exports the current edition of an app. */
export function exportTo({ newsroom, store }: App, root: string, media: string | null = null): Promise<BuildResult> {
  return build({ published: newsroom.current() as Published, store, media }, root)
}

export function manifestOf(root: string): ReadonlyMap<string, ManifestEntry> {
  const text = readFileSync(path.join(root, '.polyfeed', 'manifest.json'), 'utf8')
  return new Map(Object.entries((JSON.parse(text) as { documents: Record<string, ManifestEntry> }).documents))
}

/** All exported documents, relative to the folder. */
export function servedFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('.polyfeed'))
    .sort()
}

/** Inode and times of each file. They change when an export writes the file. */
export function stampsOf(root: string): Map<string, string> {
  return new Map(
    servedFiles(root).map((file) => {
      const { ino, mtimeMs, ctimeMs } = statSync(path.join(root, file))
      return [file, `${ino} ${mtimeMs} ${ctimeMs}`]
    }),
  )
}

/** The files that are new or changed in the second state, and the files that it lacks. */
export function touchedBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  return {
    written: [...after].filter(([file, stamp]) => before.get(file) !== stamp).map(([file]) => file),
    gone: [...before.keys()].filter((file) => !after.has(file)),
  }
}

/** The content of a file, decoded by its extension. @throws if the file is truncated */
export function decoded(root: string, file: string): Buffer {
  const bytes = readFileSync(path.join(root, file))
  if (file.endsWith('.br')) return brotliDecompressSync(bytes)
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** A page of the server without links to dynamic URLs, which an export cannot answer. */
export function withoutQuestions(page: Buffer): Buffer {
  const questions =
    /<link rel="(?:alternate" type="[^"]+\+oembed"|search")[^>]*>\n|(?:<h2>[^\n]*<\/h2>\n)?<form class="(?:search|pick)[\s\S]*?<\/form>\n|<p class="screen"><a href="[^"]*\/embed\/\?[^"]*">(?:<span[^>]*>)?[^<]*(?:<\/span>)?<\/a><\/p>/g
  return Buffer.from(page.toString().replace(questions, ''))
}
