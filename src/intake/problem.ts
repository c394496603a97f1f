import type { Quarantined } from '../domain/article.ts'
import type { RawRecord } from '../sources/record.ts'

/** The reason why a value cannot be published. `intake()` catches it and adds the file. */
export class Problem extends Error {
  readonly reason: string
  readonly path: readonly PropertyKey[]

  constructor(reason: string, path: readonly PropertyKey[], message: string) {
    super(message)
    this.reason = reason
    this.path = path
  }

  toQuarantined(record: RawRecord): Quarantined {
    return { file: record.file, place: record.place(this.path), reason: this.reason, message: this.message }
  }
}
