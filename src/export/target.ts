import type { Document } from '../documents/document.ts'
import type { Instant } from '../domain/article.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'

/** The facts that the target of an export keeps of a document that it wrote. */
export type Written = Pick<ManifestEntry, 'lastModified' | 'sizes'>

/** The facts of a document that are known without composing it. */
export type Facts = Omit<ManifestEntry, 'file' | keyof Written>

/** A document that a writer wrote. `staged` is the name of its files until the target publishes them. */
export type Staged = { readonly path: string; readonly file: string; readonly staged: string }

/** Composes and writes documents. Each process of an export has its own. */
export type Writer = {
  /** The number of documents that are composed and written at the same time. */
  readonly concurrency: number
  /** Whether the target has this version of a document. Composes nothing. */
  isUnchanged(facts: Facts, last: ManifestEntry): Promise<boolean>
  /** Writes a document with its `Last-Modified` time, or `undated` without one. @throws Superseded */
  write(
    file: string,
    document: Document,
    facts: Facts,
    undated: Instant,
  ): Promise<Written & { readonly staged?: string }>
}

/** The place of an export: a folder or a bucket. Names of files are relative to it. */
export type Target = {
  readonly lastManifest: Manifest
  readonly writer: Writer
  /** Replaces documents by those that a writer of any process staged. */
  publish(staged: readonly Staged[]): Promise<void>
  /** Removes documents that are gone, by their files. */
  remove(files: readonly string[]): Promise<void>
  finish(manifest: Manifest): Promise<void>
  /** After a failure: `documents` are at the target, the content of `pending` is unknown. */
  interrupt(documents: ReadonlyMap<string, ManifestEntry>, pending: ReadonlySet<string>): Promise<void>
}
