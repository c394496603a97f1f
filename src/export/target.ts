import type { Document } from '../documents/document.ts'
import type { Instant } from '../domain/article.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'

/** The facts that the target of an export keeps of a document that it wrote. */
export type Written = Pick<ManifestEntry, 'lastModified' | 'sizes'>

/** The facts of a document that are known without composing it. */
export type Facts = Omit<ManifestEntry, 'file' | keyof Written>

/** The place of an export: a folder or a bucket. Names of files are relative to it. */
export type Target = {
  readonly lastManifest: Manifest
  /** The number of documents that are composed and written at the same time. */
  readonly concurrency: number
  /** Whether the target has this version of a document. Composes nothing. */
  isUnchanged(facts: Facts, last: ManifestEntry): Promise<boolean>
  /** Writes a document with its `Last-Modified` time, or `undated` without one. @throws Superseded */
  write(path: string, file: string, document: Document, facts: Facts, undated: Instant): Promise<Written>
  /** Publishes the documents that were written, if the target has not done so yet. */
  publish(): Promise<void>
  /** Removes documents that are gone, by their files. */
  remove(files: readonly string[]): Promise<void>
  finish(manifest: Manifest): Promise<void>
  /** Records which documents were written before a failure, so that the next export continues. */
  interrupt(documents: ReadonlyMap<string, ManifestEntry>): Promise<void>
}
