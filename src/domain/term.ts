import { slug } from 'github-slugger'

/**
 * The id of a tag, section or author in paths: lower case, in its own script, without reserved characters of URLs
 * (`USA` → `usa`, `Новини дня` → `новини-дня`, `C++` → `c-plus-plus`). Empty if the text has no letter or digit.
 */
export function termId(text: string): string {
  const spoken = text
    .normalize('NFKC')
    .replaceAll('+', ' plus ')
    .replaceAll('#', ' sharp ')
    .replace(/[/\\&.]+/g, ' ')
  return slug(spoken.trim()).normalize('NFC').replace(/-{2,}/g, '-').replace(/^-|-$/g, '')
}
