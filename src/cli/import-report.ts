import type { WriteResult } from '../import/article-folder.ts'
import type { ImportSettings, PostHead } from '../import/post.ts'

export type ImportedFile = { readonly name: string; readonly heads: readonly PostHead[]; readonly result: WriteResult }

type Reports = readonly Parameters<ImportSettings['report']>[]

/** A line for each kind of change with its first place, for each post that failed, and for each file that stays. */
export function problemsOf(files: readonly ImportedFile[], reports: Reports): string {
  const stays = files.filter(({ result }) => result === 'edited' || result === 'deleted')
  return [
    ...placesByMessage(reports, 'changed').map(([message, [place, ...more]]) => {
      return `${place}: ${message}${more.length > 0 ? ` (and ${many(more.length, 'more post')})` : ''}`
    }),
    ...reports.filter(([kind]) => kind === 'failed').map(([, message, place]) => `${place}: ${message}`),
    ...stays.map(({ name, result }) => `${name} was ${result} since its import; --force writes it`),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

/** `1,204 posts → 903 articles in 2 languages (uk, en), 12 drafts, 3 skipped: 2 of status trash, 1 in two files` */
export function summaryOf(files: readonly ImportedFile[], languages: readonly string[], reports: Reports): string {
  const count = (countedKind: string): number => reports.filter(([kind]) => kind === countedKind).length
  const imported = files.reduce((sum, { heads }) => sum + heads.length, 0)
  const drafts = files.filter(({ heads }) => heads[0]?.isDraft).length
  const reasons = placesByMessage(reports, 'skipped').map(([reason, { length }]) => `${number(length)} ${reason}`)
  const parts = [
    `${many(imported + count('skipped') + count('failed'), 'post')} → ${many(files.length, 'article')}`,
    ` in ${many(languages.length, 'language')} (${languages.join(', ')})`,
    drafts > 0 ? `, ${many(drafts, 'draft')}` : '',
    count('failed') > 0 ? `, ${number(count('failed'))} not imported` : '',
    count('skipped') > 0 ? `, ${number(count('skipped'))} skipped: ${reasons.join(', ')}` : '',
  ]
  const results = (['written', 'unchanged'] as const).map((result) => {
    return `${number(files.filter((file) => file.result === result).length)} ${result}`
  })
  return `${parts.join('')}\nFiles: ${results.join(', ')}\n`
}

/** Lines for site.yaml; empty if no term moved. */
export function movedTerms(moved: ImportSettings['moved']): string {
  const kinds = Object.entries(moved).filter(([, ids]) => ids.size > 0)
  const lines = kinds.flatMap(([kind, ids]) => [
    `  ${kind}:\n`,
    ...[...ids].map(([before, after]) => `    ${JSON.stringify(before)}: ${JSON.stringify(after)}\n`),
  ])
  return kinds.length === 0 ? '' : `Add to site.yaml, to keep the addresses of these feeds:\nmoved:\n${lines.join('')}`
}

function placesByMessage(reports: Reports, listedKind: string): (readonly [string, readonly string[]])[] {
  const matching = reports.filter(([kind]) => kind === listedKind)
  const groups = Map.groupBy(matching, ([, message]) => message)
  return [...groups].map(([message, group]) => [message, group.map(([, , place = '']) => place)])
}

function number(count: number): string {
  return count.toLocaleString('en')
}

function many(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}
