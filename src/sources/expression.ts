import { createRequire } from 'node:module'
import type jsonata from 'jsonata'

const require = createRequire(import.meta.url)

/** Bounds of one evaluation: milliseconds, calls inside each other, values of a list. */
const LIMITS = { timeout: 1000, stack: 500, sequence: 100_000 }

/** Functions whose results differ at each call, and the one that compiles any text. */
const REMOVED = ['now', 'millis', 'random', 'shuffle', 'eval']

/** A JSONata expression that is not valid, or that fails for an input. */
export class ExpressionError extends Error {}

/** `undefined` if the expression finds nothing. @throws ExpressionError */
export type Evaluate = (input: unknown, bindings: Readonly<Record<string, unknown>>) => Promise<unknown>

/**
 * Compiles a JSONata expression. Regular expressions cannot be bounded, so they are permitted in the intake process only,
 * which has a watchdog.
 * @throws ExpressionError with line and column
 */
export function compile(text: string, { regex }: { readonly regex: boolean }): Evaluate {
  const expression = parse(text)
  if (!regex && JSON.stringify(expression.ast()).includes('"type":"regex"')) {
    throw new ExpressionError('has a regular expression, which only `article` may have')
  }
  for (const name of REMOVED) expression.assign(name, undefined)
  return async (input, bindings) => {
    try {
      return await expression.evaluate(input, bindings)
    } catch (error) {
      throw new ExpressionError((error as Error).message)
    }
  }
}

function parse(text: string): jsonata.Expression {
  // Loaded late: most newsrooms have no expression, and the library takes 1.5 MB of each process.
  const compileExpression: typeof jsonata = require('jsonata')
  try {
    return compileExpression(text, LIMITS)
  } catch (error) {
    const { message, position = 0 } = error as jsonata.JsonataError
    const lines = text.slice(0, position).split('\n')
    const place = `line ${lines.length}, column ${(lines.at(-1) as string).length + 1}`
    throw new ExpressionError(`is no JSONata expression: ${place}: ${message}`)
  }
}
