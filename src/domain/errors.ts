/** Everything that can go wrong in a way that somebody can act on. What people read of it is said at the edge. */
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

export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, string>>

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

/** What was said for people; what a library threw stays in the log. */
export function safeMessage(error: unknown): string {
  return error instanceof AppError ? error.message : 'unexpected: see the log'
}
