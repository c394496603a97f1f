import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/config.ts'
import { KINDS } from '../../src/http/document-kinds.ts'
import { code, codeBlock, pageOf, tableOf } from './markdown.ts'

export async function metricsPage(data: string): Promise<string> {
  const app = await createApp(readConfig({ POLYFEED_DATA: data, POLYFEED_STORE: 'sqlite::memory:' }))
  const { descriptions } = app.metrics
  await app.close()
  const rows = descriptions.map(({ name, type, labels, help }) => [code(name), type, labels.map(code).join(', '), help])
  return pageOf(
    'Metrics',
    codeBlock('sh', 'curl -s http://127.0.0.1:3000/metrics | grep ^polyfeed_'),
    '`/metrics` has the text format of Prometheus. [Operating](../operating.md#monitor-the-server) says who may read it, and [which requests count as readers](../operating.md#count-readers). With several workers, the answer has the figures of all of them.',
    tableOf([['metric', 'type', 'labels', 'meaning'], ...rows]),
    `The label \`kind\` of requests and bytes is one of ${KINDS.map(code).join(', ')}.`,
    'Figures of the process (`process_…`: memory, processor time, open files) and of Node.js (`nodejs_…`: event loop, garbage collection) are the default metrics of prom-client.',
  )
}
