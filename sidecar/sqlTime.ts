/** A time as ClickHouse reads it in UTC, with milliseconds. @param at ms since 1970 */
export const sqlTime = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '');

/** ms since 1970 of a time as ClickHouse was sent it. */
export const fromSqlTime = (time: string | number): number => Date.parse(`${String(time).replace(' ', 'T')}Z`);
