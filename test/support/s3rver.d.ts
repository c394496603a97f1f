declare module '@20minutes/s3rver' {
  import type { RequestListener } from 'node:http'

  export default class S3rver {
    constructor(options: {
      readonly silent: boolean
      readonly directory: string
      readonly configureBuckets: readonly { readonly name: string }[]
    })
    readonly logger: { readonly exceptions: { unhandle(): void }; close(): void }
    configureBuckets(): Promise<void>
    callback(): RequestListener
  }
}
