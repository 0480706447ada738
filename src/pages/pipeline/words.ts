/** Messages or rows per second; `?` when not known. */
export const rate = (perSecond: number | null) =>
  perSecond === null
    ? '?'
    : `${perSecond.toLocaleString('en-US', { maximumFractionDigits: perSecond < 10 ? 1 : 0 })}/s`;

/** A share as percent; `?` when not known. */
export const percent = (share: number | null) => (share === null ? '?' : `${Math.round(share * 100)} %`);
