import { portOf } from './wire.ts'

// A page of a partner's site, on another origin.

export type Partner = {
  /** The content of the body. */
  readonly html: string
  readonly head?: string
  /** Content-Security-Policy. Without it, nothing is restricted. */
  readonly csp?: string
  /** The stylesheet at `/style.css`, which `style-src 'self'` allows. */
  readonly css?: string
  readonly language?: string
}

/** Serves the page until the test is over. @returns its address */
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
 * The strictest policy that allows our element with pictures: it forbids style attributes and markup by scripts.
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
