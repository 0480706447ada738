import { type IncomingMessage } from 'node:http';

import { ClickHouseException } from './exception';

/** Most that is read of a form. Parameters are held in memory. */
const FORM_LIMIT_BYTES = 16 * 1024 * 1024;

/** The boundary of a multipart/form-data body, which clients use for parameters too long for a URL; else undefined. */
export function formBoundary(contentType: string | undefined): string | undefined {
  const [, quoted, bare] =
    /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '') ?? [];
  return quoted ?? bare;
}

/**
 * The fields of a form: `query` and `param_*` mean what they mean in the URL.
 * @throws ClickHouseException BAD_ARGUMENTS for a body that is no such form or longer than 16 MiB
 */
export async function readForm(
  request: IncomingMessage,
  boundary: string
): Promise<Array<[name: string, value: string]>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > FORM_LIMIT_BYTES) {
      throw bad(`the form is longer than ${FORM_LIMIT_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  const [preamble, ...parts] = `\r\n${Buffer.concat(chunks).toString('utf8')}`.split(`\r\n--${boundary}`);
  const last = parts.pop();
  if (preamble !== '' || !last?.startsWith('--')) {
    throw bad('the multipart body does not begin and end with its boundary');
  }
  return parts.map((part) => {
    const headerEnd = part.indexOf('\r\n\r\n');
    const name = /;\s*name="([^"]+)"/i.exec(part.slice(0, headerEnd))?.[1];
    if (headerEnd < 0 || name === undefined) {
      throw bad('a part of the multipart body has no name');
    }
    return [name, part.slice(headerEnd + 4)];
  });
}

const bad = (what: string) =>
  new ClickHouseException(36, `Code: 36. DB::Exception: The request cannot be read: ${what} (BAD_ARGUMENTS)`);
