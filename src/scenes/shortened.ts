const LENGTH = 60;

/** A text as a tooltip can have it: values may be 64 kB long. */
export const shortened = (text: string) => (text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text);
