import request from 'supertest'
import { expect, test } from 'vitest'
import { article, published } from '../support/newsroom.ts'

test('a newsroom of one article has its feed', async () => {
  const { app } = await published({ files: { 'articles/bridge.json': article() } })
  const answer = await request(app.handler).get('/uk/rss.xml').expect(200)
  expect(answer.text).toContain('<title><![CDATA[Міст]]></title>')
})
