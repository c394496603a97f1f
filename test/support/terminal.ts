import { Writable } from 'node:stream'

const ESCAPE = '\u001b'
const SEQUENCES = new RegExp(`(${ESCAPE}\\[[?\\d;]*[A-Za-z]|${ESCAPE}[78])`)

/** A terminal of one line that supports the escape sequences of a progress bar. */
export function terminal(): {
  readonly stream: NodeJS.WriteStream
  /** The line without colours and spaces around it. */
  line(): string
  written(): string
  cursorHidden(): boolean
} {
  let written = ''
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      written += chunk
      done()
    },
  })
  Object.assign(stream, { isTTY: true, columns: 120, rows: 40, getWindowSize: () => [120, 40] })
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    written: () => written,
    cursorHidden: () => written.lastIndexOf('\u001b[?25l') > written.lastIndexOf('\u001b[?25h'),
    line: () => lineIn(written),
  }
}

function lineIn(written: string): string {
  let line = ''
  let column = 0
  for (const part of written.split(SEQUENCES)) {
    if (part === `${ESCAPE}[1G`) column = 0
    else if (part === `${ESCAPE}[2K`) line = ''
    else if (part === `${ESCAPE}[K` || part === `${ESCAPE}[0K`) line = line.slice(0, column)
    else if (!part.startsWith(ESCAPE)) {
      line = line.slice(0, column).padEnd(column) + part + line.slice(column + part.length)
      column += part.length
    }
  }
  return line.trim()
}
