/** From this length on an answer is a long one. Bytes. */
export const LONG_ANSWER_BYTES = 2 ** 20;

/**
 * Lets one request at a time read a long answer. As objects and as text it takes several times its length of memory:
 * three of 63 MB at once ended a `girok serve` of 512 MB. The others wait for their turn, as long as their signals let them.
 */
export class LongAnswers {
  private holder: AbortSignal | undefined;
  private readonly waiting: Array<() => void> = [];

  /** Resolves when it is the turn of this request, at once when it has it. @throws the signal's reason */
  async enter(request: AbortSignal): Promise<void> {
    while (this.holder !== undefined && this.holder !== request) {
      await this.turn(request);
    }
    request.throwIfAborted();
    this.holder = request;
  }

  /** The next one may. Does nothing for a request whose turn it is not. */
  leave(request: AbortSignal): void {
    if (this.holder === request) {
      this.holder = undefined;
      this.waiting.shift()?.();
    }
  }

  private turn(request: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        request.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(go), 1);
        reject(request.reason as Error);
      };
      this.waiting.push(go);
      request.addEventListener('abort', giveUp, { once: true });
    });
  }
}
