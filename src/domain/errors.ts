/** Errors that somebody can act on. `server/errors.ts` has their statuses. */
export type ErrorCode =
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'conflict'
  | 'gone'
  | 'precondition_failed'
  | 'body_too_large'
  | 'uri_too_long'
  | 'unsupported_media'
  | 'unprocessable'
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
  /** RFC 9457 §3.2: members of the problem beside its text. */
  readonly members: object | undefined

  constructor(
    code: ErrorCode,
    message: string,
    details: Details = {},
    options?: ErrorOptions & { readonly members?: object },
  ) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
    this.members = options?.members
  }
}

/** Messages of libraries stay in the log: they may contain internals. */
export function safeMessage(error: unknown): string {
  return error instanceof AppError ? error.message : 'unexpected error; see the log'
}
