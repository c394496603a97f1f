import { slug } from 'github-slugger'

/**
 * The id of a tag, section or author as it stands in paths: lower case, in the script it is written in, without
 * anything that means something in a URL (`USA` → `usa`, `Новини дня` → `новини-дня`, `C++` → `c-plus-plus`).
 * Empty where the text has neither letter nor digit.
 */
export function termId(text: string): string {
  const spoken = text
    .normalize('NFKC')
    .replaceAll('+', ' plus ')
    .replaceAll('#', ' sharp ')
    .replace(/[/\\&.]+/g, ' ')
  return slug(spoken.trim()).normalize('NFC').replace(/-{2,}/g, '-').replace(/^-|-$/g, '')
}
