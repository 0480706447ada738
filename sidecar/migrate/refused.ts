/** Thrown when going on could do harm; the message says what is in the way and what to do. Nothing has been changed. */
export class MigrationRefused extends Error {
  readonly name = 'MigrationRefused';
}
