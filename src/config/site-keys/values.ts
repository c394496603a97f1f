import { z } from 'zod'
import { canonicalLanguage } from '../../domain/language.ts'
import { isNetwork, NAMED_NETWORKS } from '../../domain/network.ts'
import { wellFormed } from '../../domain/text.ts'
import { webUrl } from '../../domain/url.ts'

export const text = z
  .string()
  .transform((value) => wellFormed(value).trim())
  .refine((value) => value !== '', 'is empty')

/** A text, or one per language. */
export const texts = z.union([text, z.record(z.string(), text)])

export const absoluteUrl = z
  .string()
  .refine((value) => webUrl(value) !== undefined, 'is not an absolute http or https URL')

export const language = z.string().transform((value, context) => {
  const canonical = canonicalLanguage(value)
  if (canonical) return canonical
  context.addIssue(`is not a language tag: "${value}" (BCP 47, like uk, pt-BR or zh-Hant)`)
  return z.NEVER
})

export const timeZone = z.string().refine(isTimeZone, 'is not a time zone of the IANA database (like Europe/Kyiv)')

export const terms = z.array(text)

export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `is not one of ${values.join(', ')}`)

export const someOf = <T extends z.ZodType>(value: T) => z.array(value).min(1, 'is empty')

export const networks = z.array(
  z
    .string()
    .refine(isNetwork, `is not a network (like 203.0.113.0/24 or 2001:db8::/32, or ${NAMED_NETWORKS.join(', ')})`),
)

/** A path segment that needs no percent-encoding. */
export const pathName = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'is not a path name: use lowercase letters and digits, with single hyphens between them',
  )

export function wholeNumber(min: number, max?: number) {
  const atLeast = z.int('is not a whole number').min(min, `is less than ${min}`)
  return max === undefined ? atLeast : atLeast.max(max, `is more than ${max}`)
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
