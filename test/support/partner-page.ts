import { portOf } from './wire.ts'

// A page of somebody else, on an origin of its own.

export type Partner = {
  /** What stands in the body. */
  readonly html: string
  readonly head?: string
  /** Content-Security-Policy; without one the page may do anything. */
  readonly csp?: string
  /** A stylesheet at `/style.css`, which `style-src 'self'` lets in. */
  readonly css?: string
  readonly language?: string
}

/** Serves it until the test is over. Gives its address. */
export async function partnerPage({ html, head = '', csp, css = '', language = 'en' }: Partner): Promise<string> {
  const document = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>A partner's page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
${head}
</head>
<body>
${html}
</body>
</html>`
  const port = await portOf((request, response) => {
    if (request.url === '/style.css') response.setHeader('Content-Type', 'text/css; charset=utf-8').end(css)
    else if (request.url === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      if (csp !== undefined) response.setHeader('Content-Security-Policy', csp)
      response.end(document)
    } else response.writeHead(404).end()
  })
  return `http://127.0.0.1:${port}/`
}

/**
 * What a page needs at least to show our element with pictures, and nothing else: no style in tags, no markup made by scripts.
 * @param feeds the origin of the feeds
 */
export function strictPolicy(feeds: string): string {
  return [
    "default-src 'none'",
    `script-src ${feeds}`,
    `connect-src ${feeds}`,
    `img-src ${feeds} data:`,
    "style-src 'self'",
    `frame-src ${feeds}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
