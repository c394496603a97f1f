export type OutboundRequest = {
  /** GET by default. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
  /** For the whole exchange with its redirects; 30 s by default. */
  readonly timeoutMs?: number
  /** Of the decompressed body; 32 MiB by default. */
  readonly maxBytes?: number
  /** 5 by default; 0 returns the redirect itself. */
  readonly redirects?: number
}

export type OutboundResponse = {
  readonly status: number
  /** By names in lower case. Repeated fields are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** The address that answered, after redirects. */
  readonly url: string
  /** Decompressed. */
  readonly body: Uint8Array
}

/** The one client for requests that this server makes. */
export type Outbound = {
  request(address: string, options?: OutboundRequest): Promise<OutboundResponse>
  /** Ends open connections. */
  close(): Promise<void>
}
