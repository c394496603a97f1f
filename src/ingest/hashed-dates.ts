import type { FileDates } from '../sources/record.ts'

/** The part of a mark's hash that has the file's dates; empty for a source that asks for none. */
export function datesInHash(dates: FileDates | undefined): string {
  if (!dates) return ''
  const { modified = '', git } = dates
  if (git === undefined) return `@${modified}:?`
  return `@${modified}:${git ? `${git.first}-${git.last}` : ''}`
}

/** Whether a file was ingested with these dates. Until git can be asked, its dates count as the same. */
export function hasSameDates(hash: string, dates: FileDates | undefined): boolean {
  const hashedDates = /@\S*/.exec(hash)?.[0]
  const text = datesInHash(dates)
  if (hashedDates === undefined) return true
  return text.endsWith('?') ? hashedDates.startsWith(text.slice(0, -1)) : hashedDates === text
}
