import type { Language } from '../../domain/language.ts'
import type { Profile } from '../../domain/site.ts'
import { REQUIREMENTS } from './profiles.ts'
import type { CheckedFeed } from './rules.ts'

/** A requirement that the channel or an entry does not meet; of an entry, `article` is set. */
export type Finding = {
  readonly article: string | null
  readonly language: Language
  readonly rule: string
  /** The address of the requirement. */
  readonly source: string
  /** The problem and its remedy. */
  readonly message: string
  /** `advice` is recommended only: the partner refuses nothing. */
  readonly severity: 'refused' | 'advice'
}

export function findingsOf(profile: Profile, feed: CheckedFeed): Finding[] {
  const { channel, entries } = feed
  return REQUIREMENTS[profile].flatMap((requirement) => {
    const { rule, source, isAdvice } = requirement
    const finding = (article: string | null, language: Language, message: string | null): Finding[] =>
      message === null ? [] : [{ article, language, rule, source, message, severity: isAdvice ? 'advice' : 'refused' }]
    if (requirement.of === 'channel') return finding(null, channel.language, requirement.test(feed))
    return entries.flatMap((entry) =>
      finding(entry.variant.article, entry.variant.language, requirement.test(entry, feed)),
    )
  })
}
