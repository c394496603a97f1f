/** Errors that somebody can act on. `server/errors.ts` has their statuses. */
export type ErrorCode =
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'gone'
  | 'precondition_failed'
  | 'uri_too_long'
  | 'too_many_requests'
  | 'too_many_attempts'
  | 'not_implemented'
  | 'not_ready'
  | 'config_invalid'
  | 'source_missing'
  | 'store_unusable'
  | 'port_unusable'
  | 'unexpected'

type Details = Readonly<Record<string, string>>

export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Details

  constructor(code: ErrorCode, message: string, details: Details = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

/** Messages of libraries stay in the log: they may contain internals. */
export function safeMessage(error: unknown): string {
  return error instanceof AppError ? error.message : 'unexpected error; see the log'
}
