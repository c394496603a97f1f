import type { Entry, Media } from '../domain/article.ts'
import { attributes, escapeText } from './markup.ts'

export type TypedMedia = Media & { readonly type: string }

/** Media with a known type. Attachments come before the picture, because RSS takes only the first. */
export function enclosuresOf({ variant }: Entry): readonly TypedMedia[] {
  return mediaOf(variant).filter((media): media is TypedMedia => media.type !== null)
}

/** Media RSS 1.5.1. Child elements are on their own lines after `indent`. */
export function mediaElements({ variant }: Entry, indent: string): string[] {
  return mediaOf(variant).map((media) => elementOf(media, indent))
}

function mediaOf({ attachments, image }: Entry['variant']): readonly Media[] {
  return image ? [...attachments, image] : attachments
}

function elementOf({ url, type, length, width, height, duration, title, alt, credit }: Media, indent: string): string {
  const medium = /^(image|audio|video)\//.exec(type ?? 'image/')?.[1] ?? 'document'
  const open = `<media:content${attributes({ url, fileSize: length || null, type, medium, duration, height, width })}`
  const children = [
    title && `<media:title type="plain">${escapeText(title)}</media:title>`,
    alt && `<media:description type="plain">${escapeText(alt)}</media:description>`,
    // Media RSS writes EBU role codes in lower case.
    credit &&
      `<media:credit role="${medium === 'image' ? 'photographer' : 'author'}" scheme="urn:ebu">${escapeText(credit)}</media:credit>`,
  ].filter((child) => child)
  if (children.length === 0) return `${open}/>`
  return [`${open}>`, ...children.map((child) => `    ${child}`), '</media:content>'].join(indent)
}
