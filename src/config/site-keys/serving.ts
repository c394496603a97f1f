import { z } from 'zod'
import { NAMED_NETWORKS } from '../../domain/network.ts'
import { cdnSchema } from '../cdn.ts'
import { networks, wholeNumber } from './values.ts'

const NETWORKS = `Networks are CIDR prefixes, addresses, or the names ${NAMED_NETWORKS.map((name) => `\`${name}\``).join(', ')}.`

const readers = z.strictObject({
  trusted: networks.default([]).meta({
    description: `Networks whose reported numbers of subscribers are trusted in full. ${NETWORKS}`,
    examples: [['203.0.113.0/24']],
  }),
})

const limits = z.strictObject({
  downloads: wholeNumber(0, 1_000_000_000)
    .default(600)
    .meta({
      description: 'How many full documents (200) and differences (226) a client may download. 0: no limit.',
      examples: [1000],
    }),
  visits: wholeNumber(0, 1_000_000_000)
    .default(6000)
    .meta({
      description:
        'The budget of a client for pages that a browser opens, and for embedded headlines. Responses that are composed for one request cost more than 1. 0: no limit.',
      examples: [10000],
    }),
  seconds: wholeNumber(1, 86_400)
    .default(600)
    .meta({ description: 'The period of both budgets in seconds.', examples: [3600] }),
  exempt: networks
    .default([...NAMED_NETWORKS])
    .meta({ description: `Networks that are not limited. ${NETWORKS}`, examples: [['loopback', '10.0.0.0/8']] }),
})

const outbound = z.strictObject({
  allow: networks.default([]).meta({
    description: `Networks that the server may send requests to although they are not public. ${NETWORKS}`,
    examples: [['10.20.0.0/16']],
    defaultText: 'none',
  }),
})

/** Keys of site.yaml about caches, proxies and clients. */
export const servingKeys = {
  cdn: cdnSchema.optional().meta({
    description: 'A cache in front of this server that purges by surrogate keys.',
    examples: [
      { header: 'Surrogate-Key', purge: { url: 'https://purge.example/polyfeed', secretFile: 'purge.secret' } },
    ],
    defaultText: 'no surrogate keys, no purges',
  }),
  proxies: networks.default([]).meta({
    description: `Networks of the proxies in front of this server. The server believes \`X-Forwarded-For\` only from them; without them, all readers behind a proxy are one client. ${NETWORKS}`,
    examples: [['loopback', '203.0.113.0/24']],
  }),
  outbound: outbound.prefault({}).meta({
    description:
      "The server's own requests: for sources and purges. They go to public addresses, to the networks named here, and to the IP address or `localhost` that a URL in this file has as its host.",
    examples: [{ allow: ['10.20.0.0/16'] }],
  }),
  deltas: z
    .enum(['direct', 'proxied', 'off'], 'is neither direct, nor proxied, nor off')
    .default('direct')
    .meta({
      description:
        "Which requests with `A-IM: feed` get only new entries (RFC 3229). `direct`: requests that no proxy has marked. `proxied`: all requests; the proxies in front must pass on the reader's own `If-None-Match` or remove `A-IM`. `off`: none.",
      examples: ['off'],
    }),
  operators: networks.default(['loopback']).meta({
    description: `Networks that may read \`/metrics\` and the details of \`/readyz\` without the operator's token. ${NETWORKS}`,
    examples: [['loopback', '10.0.0.0/8']],
  }),
  readers: readers.prefault({}).meta({
    description: 'Clients that are trusted to report in `User-Agent` how many subscribers they fetch for.',
    examples: [{ trusted: ['203.0.113.0/24', '2001:db8:1::/48'] }],
  }),
  limits: limits.prefault({}).meta({
    description:
      'How much a client (an IPv4 address or an IPv6 /56) may request; an IPv6 /48 may request eight times as much. A 304 is never counted. With `cdn` and without `proxies`, there are no limits.',
    examples: [{ downloads: 600, visits: 6000, seconds: 600, exempt: ['loopback', 'linklocal', 'uniquelocal'] }],
  }),
} as const
