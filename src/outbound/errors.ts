/** The message has the host and the reason, for operators. */
export class OutboundError extends Error {
  readonly code: 'address_refused' | 'timeout' | 'too_large' | 'too_many_redirects' | 'unreachable'
  /** Whether a repetition cannot help. */
  readonly permanent: boolean

  constructor(code: OutboundError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OutboundError'
    this.code = code
    this.permanent = code === 'address_refused' || code === 'too_large'
  }
}

/** Any error of a request to this host as an `OutboundError`. */
export function outboundErrorOf(error: unknown, host: string): OutboundError {
  if (error instanceof OutboundError) return error
  const { name, message, code } = error as NodeJS.ErrnoException
  if (name.includes('Timeout')) return new OutboundError('timeout', `${host} does not answer in time`, { cause: error })
  // If all addresses of a host refuse, the error has a code and no message.
  return new OutboundError('unreachable', `${host}: ${message || code}`, { cause: error })
}
