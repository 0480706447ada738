/** `1 queue`, `3 queues`. */
export const count = (n: number, thing: string) => `${n.toLocaleString('en')} ${thing}${n === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export const list = (words: string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;

/** `12.3 GiB` */
export const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
