import { sendRequest } from './ask.ts'
import type { Newsroom } from './newsroom.ts'
import { startPollers } from './pollers.ts'
import type { Run } from './scenario.ts'
import { FEED, type Server } from './server.ts'

/** Edited articles; a full disk has no room for them. */
const EDITS = 60

export async function tagOf({ port }: Server): Promise<string | undefined> {
  return (await sendRequest(port, FEED)).headers.etag
}

export function editArticles(newsroom: Newsroom): void {
  for (let article = 0; article < EDITS; article++) newsroom.edit(article)
}

/** A refresh on the spoilt disk fails and /readyz says why; after `mend`, a refresh succeeds. */
export async function expectFailedRefresh(
  run: Run,
  name: string,
  server: Server,
  newsroom: Newsroom,
  spoil: () => void,
  mend: () => void,
) {
  const before = await tagOf(server)
  const pollers = startPollers(run, { port: server.port })
  spoil()
  editArticles(newsroom)
  const failed = await server.refresh()
  if (failed.status !== 500 && failed.status !== 503) run.fail(`${name}: the refresh answered ${failed.status}`)
  if ((await tagOf(server)) !== before) run.fail(`${name}: the failed refresh changed the served edition`)
  const { lastRefresh } = (await server.ready()) as { lastRefresh?: { ok: boolean; error?: string } }
  if (lastRefresh?.ok !== false || !/full|read-?only|written/i.test(lastRefresh.error ?? '')) {
    run.fail(`${name}: /readyz does not give the reason: ${JSON.stringify(lastRefresh)}`)
  }
  mend()
  await expectRecovery(run, name, server, before)
  const { hungCount } = await pollers.stop()
  if (hungCount > 0) run.fail(`${name}: ${hungCount} requests were not answered`)
}

/** A start on the spoilt disk serves the stored edition; after `mend`, a refresh succeeds. */
export async function expectStart(
  run: Run,
  name: string,
  server: Server,
  newsroom: Newsroom,
  spoil: () => void,
  mend: () => void,
) {
  const before = await tagOf(server)
  await server.stop()
  spoil()
  editArticles(newsroom)
  server.start()
  const startMs = await server.waitUntilAnswering(15_000).catch((error: Error) => {
    run.fail(`a start on ${name}: ${error.message.trim()}`)
  })
  if (startMs === undefined) {
    mend()
    await server.kill()
    server.start()
    await server.waitUntilAnswering()
    return
  }
  if ((await tagOf(server)) !== before) run.fail(`a start on ${name}: the start changed the served edition`)
  run.recordTime(`a start on ${name} serves after`, startMs)
  mend()
  await expectRecovery(run, `a start on ${name}`, server, before)
}

async function expectRecovery(run: Run, name: string, server: Server, before: string | undefined): Promise<void> {
  const { status, body } = await server.refresh()
  if (status !== 200) run.fail(`${name}, mended: the refresh answered ${status} ${body.toString().slice(0, 200)}`)
  else if ((await tagOf(server)) === before) run.fail(`${name}, mended: the edits are not served`)
}
