/** Why a request is refused or failed, in words for the caller. What only an operator may read goes into the log. */
export class Problem extends Error {
  /** @param detail for the log alone */
  constructor(
    readonly status: number,
    message: string,
    readonly detail?: string
  ) {
    super(message);
  }
}
