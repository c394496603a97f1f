type Parameters = Readonly<Record<string, string>>

type Expressions = Readonly<Record<'items' | 'key', string>> & {
  readonly [Name in 'also' | 'changed' | 'deleted' | 'next' | 'total']?: string | undefined
}

/** A list of records, with JSONata expressions. */
export type JsonApiRequest = Expressions & {
  readonly path: string
  readonly query: Parameters
  /** Further parameters, if only changes are wanted. */
  readonly since?: Parameters | undefined
  /** Seconds. */
  readonly overlap: number
  readonly each?: 'language' | undefined
  readonly only?: 'changes' | undefined
}

export type JsonApi = {
  readonly url: string
  /** The authentication. Secret. */
  readonly headers: Parameters
  readonly query: Parameters
  readonly requests: readonly JsonApiRequest[]
  /** The site's languages as the system names them. */
  readonly languages: readonly string[]
}
