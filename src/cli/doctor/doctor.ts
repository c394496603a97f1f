import { readConfig } from '../../config/config.ts'
import { readEnvironment } from '../../config/environment.ts'
import { FORMATS } from '../../domain/feed-key.ts'
import { pathOf } from '../../domain/feed-path.ts'
import { trustedAddresses } from '../../outbound/addresses.ts'
import { createOutbound, type Outbound } from '../../outbound/client.ts'
import texts from './checks.json' with { type: 'json' }
import { CHECKS, type CheckName } from './checks.ts'
import { feedsAt, takeSnapshot } from './snapshot.ts'

/** Findings of one kind list so many places. */
const PLACES_MAX = 5

type Finding = (typeof texts)[CheckName] & { readonly check: CheckName; readonly places: readonly string[] }

/**
 * Checks feeds at any addresses, those that pages announce, or those of all articles of this newsroom's server. Prints what readers suffer from.
 * Exit codes: 0 nothing, 2 findings.
 */
export async function doctor(given: readonly string[], isJson: boolean): Promise<number> {
  const bases = given.length > 0 ? given : ownAddresses()
  const { proxy } = readEnvironment(process.env)
  const allow = bases.flatMap(trustedAddresses)
  const outbound = createOutbound({ allow, feedUrl: undefined, proxy })
  const reports: { readonly address: string; readonly findings: readonly Finding[] }[] = []
  try {
    const addresses = (await Promise.all(bases.map((base) => feedsAt(base, outbound)))).flat()
    for (const address of addresses) {
      const findings = await findingsAt(address, outbound, allow)
      reports.push({ address, findings })
      if (!isJson)
        process.stdout.write(`${address}: ${findings.length === 0 ? 'fine' : ''}\n${findings.map(linesOf).join('')}`)
    }
  } finally {
    await outbound.close()
  }
  if (isJson) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`)
  return reports.some(({ findings }) => findings.length > 0) ? 2 : 0
}

function ownAddresses(): string[] {
  const { site } = readConfig()
  const keys = site.languages.map((language) => ({ language, kind: 'all' }) as const)
  return keys.flatMap((key) => FORMATS.map((format) => site.feedUrl + pathOf(key, format)))
}

export async function findingsAt(address: string, outbound: Outbound, allow: readonly string[]): Promise<Finding[]> {
  const snapshot = await takeSnapshot(address, outbound, allow, Date.now()).catch(({ message }: Error) => message)
  if (typeof snapshot === 'string') return [{ check: 'status', ...texts.status, places: [snapshot] }]
  const names = Object.keys(CHECKS) as CheckName[]
  return (snapshot.problem === undefined ? names : names.slice(0, 2)).flatMap((check) => {
    const places = CHECKS[check](snapshot).filter((place) => typeof place === 'string')
    return places.length > 0 ? [{ check, ...texts[check], places }] : []
  })
}

function linesOf({ what, advice, source, places }: Finding): string {
  const more = places.length > PLACES_MAX ? [`and ${places.length - PLACES_MAX} more`] : []
  const where = [...places.slice(0, PLACES_MAX), ...more].map((place) => `    where: ${place}\n`).join('')
  return `  ${what}\n${where}    do: ${advice} (${source})\n`
}
