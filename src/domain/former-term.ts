import { slug } from 'github-slugger'

/** The id of a term before ids of one thing were one: published feeds have it. */
export function formerTermId(text: string): string {
  const spoken = text
    .normalize('NFKC')
    .replaceAll('+', ' plus ')
    .replaceAll('#', ' sharp ')
    .replace(/[/\\&.]+/g, ' ')
  return slug(spoken.trim()).normalize('NFC').replace(/-{2,}/g, '-').replace(/^-|-$/g, '')
}
