import { type ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http'

/** The undocumented last step of Node's `writeHead`: it adds Date, Connection and Keep-Alive to lines and fields. */
type WithStoreHeader = ServerResponse & {
  _hasBody: boolean
  _storeHeader?: (lines: string, fields: readonly string[]) => void
}

const STATUS_LINES = { 200: 'HTTP/1.1 200 OK\r\n', 304: 'HTTP/1.1 304 Not Modified\r\n' } as const

/** Header fields, names and values alternating, as lines. @throws TypeError if Node refuses a field */
export function linesOf(fields: readonly string[]): string {
  const parts = fields.map((text, index) => {
    if (index % 2 === 0) {
      validateHeaderName(text)
      return `${text}: `
    }
    validateHeaderValue(fields[index - 1] as string, text)
    return `${text}\r\n`
  })
  // V8 joins an array to a flat text.
  return parts.join('')
}

/** The fields of `linesOf`. */
export function fieldsOf(lines: string): string[] {
  return lines.split(/: (.*)\r\n/).slice(0, -1)
}

/**
 * `writeHead` without its checks of each field: for a dozen fields, they take as long as finding the document.
 * `length` is the field Content-Length, or empty.
 */
export function writePreparedHead(
  response: ServerResponse,
  status: 200 | 304,
  lines: string,
  length: readonly string[] = [],
): void {
  const internals = response as WithStoreHeader
  // Express has set more fields, which only `writeHead` joins.
  if (!internals._storeHeader || response.headersSent || response.getHeaderNames().length > 0) {
    response.writeHead(status, [...fieldsOf(lines), ...length])
    return
  }
  response.statusCode = status
  response.statusMessage = STATUS_CODES[status] as string
  if (status === 304) internals._hasBody = false
  internals._storeHeader(STATUS_LINES[status] + lines, length)
}
