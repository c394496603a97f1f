import type { Entry, Facts, Media } from '../domain/article.ts'
import { attributes, escapeText } from './markup.ts'

export type TypedMedia = Media & { readonly type: string }

/**
 * Media with a known type. Attachments come before the picture, because RSS takes only the first. JSON Feed 1.1:
 * attachments with the same title are the same recording.
 */
export function enclosuresOf({ variant }: Entry): readonly TypedMedia[] {
  const files = mediaOf(variant).flatMap((media) => {
    if (!media.alternatives) return media
    const title = media.title ?? variant.title
    return [media, ...media.alternatives].map((file) => ({ ...file, title }))
  })
  return files.filter((media): media is TypedMedia => media.type !== null)
}

/** Media RSS 1.5.1. Child elements are on their own lines after `indent`. */
export function mediaElements({ variant }: Entry, indent: string): string[] {
  return mediaOf(variant).map((media) =>
    elementOf(media, indent, media === variant.image ? variant.facts?.contributors : []),
  )
}

function mediaOf({ attachments, image }: Entry['variant']): readonly Media[] {
  return image ? [...attachments, image] : attachments
}

function elementOf(media: Media, indent: string, contributors: Facts['contributors'] = []): string {
  const { type, title, alt, credit, license, thumbnail, alternatives } = media
  const role = (type ?? 'image/').startsWith('image/') ? 'photographer' : 'author'
  const makers = contributors.filter(({ role }) => role === 'photographer' || role === 'illustrator')
  const credits = [...(credit ? [{ role, name: credit }] : []), ...makers.filter(({ name }) => name !== credit)]
  const url = license?.startsWith('http') ? license : null
  const children = [
    title && `<media:title type="plain">${escapeText(title)}</media:title>`,
    alt && `<media:description type="plain">${escapeText(alt)}</media:description>`,
    // Media RSS writes EBU role codes in lower case.
    ...credits.map(
      ({ role, name }) => `<media:credit role="${role}" scheme="urn:ebu">${escapeText(name)}</media:credit>`,
    ),
    thumbnail && `<media:thumbnail${attributes({ url: thumbnail })}/>`,
    // The W3C validator does not know `media:license`.
    license && `<media:copyright${attributes({ url })}>${escapeText(license)}</media:copyright>`,
  ].filter((child) => child)
  if (alternatives) {
    const files = [contentOf(media, 'true'), ...alternatives.map((file) => contentOf(file))].map((file) => `${file}/>`)
    return ['<media:group>', ...[...files, ...children].map((child) => `    ${child}`), '</media:group>'].join(indent)
  }
  if (children.length === 0) return `${contentOf(media)}/>`
  return [`${contentOf(media)}>`, ...children.map((child) => `    ${child}`), '</media:content>'].join(indent)
}

function contentOf({ url, type, length, width, height, duration }: Media, isDefault?: 'true'): string {
  const medium = /^(image|audio|video)\//.exec(type ?? 'image/')?.[1] ?? 'document'
  const values = { url, fileSize: length || null, type, medium, duration, height, width, isDefault }
  return `<media:content${attributes(values)}`
}
