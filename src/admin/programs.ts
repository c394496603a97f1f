import { type Html, html } from '../feeds/markup.ts'
import { numberIn, spanIn } from '../i18n/formats.ts'
import { OTHER_PROGRAMS } from '../readers/program-counts.ts'
import { type DailyRow, lastDays, type ProgramCount } from '../store/daily.ts'
import { type Context, figure, part, say, table } from './view.ts'

const DAYS = 7

const COLUMNS = [
  ...(['feed.program', 'feed.requests', 'feed.unchanged', 'feed.every'] as const),
  ...(['watch.pollers', 'watch.subscribers'] as const),
]

/** `clientMs` is the time of the days, once per client. */
type ProgramWeek = ProgramCount & { readonly clientMs: number }

/** The programs that asked for a feed in the last days, those with most requests first. */
export function programsPart(context: Context, days: readonly DailyRow[]): Html {
  const heading = say(context, 'admin:feed.programs')
  const rows = programsOf(context, days).map((program) => rowOf(context, program))
  if (rows.length === 0) return part('programs', heading, html`<p>${say(context, 'admin:feed.none')}</p>`)
  return part(
    'programs',
    heading,
    html`<p class="soft">${say(context, 'admin:feed.note')}</p>
${table(context, heading, COLUMNS, rows)}`,
  )
}

function programsOf({ now }: Context, days: readonly DailyRow[]): readonly ProgramWeek[] {
  const [since = ''] = lastDays(now, DAYS)
  const programs = days
    .filter(({ day }) => day >= since)
    .flatMap(({ counts: { from, to, programs } }) =>
      programs.map((program) => ({ ...program, clientMs: (to - from) * program.clients })),
    )
  return [...Map.groupBy(programs, ({ name }) => name).values()]
    .map((same) =>
      same.reduce((sum, next) => ({
        name: sum.name,
        requests: sum.requests + next.requests,
        unchanged: sum.unchanged + next.unchanged,
        clients: Math.max(sum.clients, next.clients),
        // The latest day that has a report.
        subscribers: next.subscribers || sum.subscribers,
        clientMs: sum.clientMs + next.clientMs,
      })),
    )
    .sort((a, b) => b.requests - a.requests)
}

function rowOf(context: Context, program: ProgramWeek): readonly (Html | string)[] {
  const { language } = context
  const { name, requests, unchanged, clients, subscribers, clientMs } = program
  const share = unchanged / requests
  const intervalMs = clientMs / requests
  return [
    name === OTHER_PROGRAMS
      ? say(context, 'admin:feed.others')
      : name === ''
        ? say(context, 'admin:feed.unnamed')
        : html`<bdi>${name}</bdi>`,
    figure(context, requests),
    figure(context, share, numberIn(language, share, { style: 'percent' })),
    // A client that asked once has no interval.
    requests >= 2 * clients
      ? figure(context, intervalMs, spanIn(language, intervalMs))
      : say(context, 'admin:watch.unknown'),
    figure(context, clients),
    figure(context, subscribers),
  ]
}
