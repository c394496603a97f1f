/** A value that matches the schema but breaks another rule. `key` is its path in the file. */
export class KeyError extends Error {
  readonly key: readonly PropertyKey[]
  constructor(key: readonly PropertyKey[], message: string) {
    super(message)
    this.key = key
  }
}
