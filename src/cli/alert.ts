import { nameOf, sendTo } from '../alerts/targets.ts'
import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'

/** Sends a test message to each target of site.yaml. Exit codes: 0 sent, 1 a target did not take it. @throws AppError */
export async function sendTestAlert(): Promise<number> {
  const { site, proxy } = readConfig()
  if (site.alerts.length === 0) throw new AppError('not_found', 'site.yaml has no alerts')
  const test = { id: 'test', text: 'a test: problems will be told here', state: 'began' } as const
  let code = 0
  for (const target of site.alerts) {
    const sending = sendTo(target, { changes: [test], at: Date.now(), server: site.feedUrl }, site, proxy)
    const problem = await sending.catch(({ message }: Error) => message)
    if (problem !== undefined) code = 1
    process.stdout.write(`${nameOf(target)}: ${problem === undefined ? 'sent' : `failed: ${problem}`}\n`)
  }
  return code
}
