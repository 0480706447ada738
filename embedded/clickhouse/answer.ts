import { randomBytes } from 'node:crypto';
import { type ServerResponse } from 'node:http';
import { type Writable } from 'node:stream';
import { createGzip, type Gzip } from 'node:zlib';

import { type EngineStats } from './engineMessages';
import { type ClickHouseException, exceptionBlock, exceptionBody, httpStatusOf } from './exception';

const CONTENT_TYPES: Array<[RegExp, string]> = [
  [/^JSON(?!.*EachRow)/i, 'application/json; charset=UTF-8'],
  [/^JSON.*EachRow|^NDJSON/i, 'application/x-ndjson; charset=UTF-8'],
  [/^CSV/i, 'text/csv; charset=UTF-8; header=absent'],
  [/^(TSV|TabSeparated)/i, 'text/tab-separated-values; charset=UTF-8'],
  [/^(Native|RowBinary|RawBLOB|Parquet|ORC|Arrow|Avro|MsgPack|Protobuf|BSON|Npy)/i, 'application/octet-stream'],
];

const contentType = (format: string) =>
  CONTENT_TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? 'text/plain; charset=UTF-8';

/** X-ClickHouse-Summary: counters as decimal strings, `elapsed_ns` in nanoseconds. */
export function summaryOf(stats: Partial<EngineStats> & { writtenRows?: number; writtenBytes?: number }): string {
  return JSON.stringify({
    read_rows: String(stats.rowsRead ?? 0),
    read_bytes: String(stats.bytesRead ?? 0),
    written_rows: String(stats.writtenRows ?? 0),
    written_bytes: String(stats.writtenBytes ?? 0),
    total_rows_to_read: '0',
    result_rows: String(stats.resultRows ?? 0),
    result_bytes: '0',
    elapsed_ns: String(Math.round((stats.elapsedSeconds ?? 0) * 1e9)),
  });
}

/** One HTTP answer, written the way ClickHouse writes it: status and headers with the first chunk, errors as ClickHouse's text. */
export class Answer {
  private readonly tag = randomBytes(8).toString('hex');
  private gzip: Gzip | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly server: { version: string; timezone: string }
  ) {}

  setHeader(name: string, value: string): void {
    this.response.setHeader(name, value);
  }

  /**
   * Sends status 200 and the headers of a result.
   * @param bytes length of the whole result, where it is known: clickhouse-go takes `Content-Length: 0` for "no rows"
   */
  begin(format: string, summary: string, gzip: boolean, bytes?: number): void {
    const compress = gzip && bytes !== 0;
    this.response.writeHead(200, {
      'Content-Type': contentType(format),
      'X-ClickHouse-Format': format,
      'X-ClickHouse-Timezone': this.server.timezone,
      'X-ClickHouse-Exception-Tag': this.tag,
      'X-ClickHouse-Summary': summary,
      ...(compress ? { 'Content-Encoding': 'gzip' } : {}),
      ...(bytes === undefined || compress ? {} : { 'Content-Length': String(bytes) }),
    });
    if (compress) {
      this.gzip = createGzip({ level: 1 });
      this.gzip.pipe(this.response);
    }
  }

  /** Writes a chunk and waits while the client is slow. Resolves at once when the connection is gone. */
  async write(bytes: Uint8Array): Promise<void> {
    const out = this.out();
    if (this.response.destroyed || out.write(bytes)) {
      return;
    }
    await new Promise<void>((resolve) => {
      const go = () => {
        out.off('drain', go);
        this.response.off('close', go);
        resolve();
      };
      out.on('drain', go);
      this.response.on('close', go);
    });
  }

  end(bytes?: Uint8Array): void {
    if (bytes) {
      this.out().end(bytes);
    } else {
      this.out().end();
    }
  }

  /** An error: a status and a text when nothing has been sent, else the block that ClickHouse appends to the rows. */
  fail(exception: ClickHouseException): void {
    if (this.response.destroyed || this.response.writableEnded) {
      return;
    }
    if (this.response.headersSent) {
      this.out().end(exceptionBlock(exception, this.server.version, this.tag));
      return;
    }
    const body = exceptionBody(exception, this.server.version);
    this.response.writeHead(httpStatusOf(exception.code), {
      'Content-Type': 'text/plain; charset=UTF-8',
      'Content-Length': Buffer.byteLength(body),
      'X-ClickHouse-Exception-Code': String(exception.code),
      'X-ClickHouse-Timezone': this.server.timezone,
    });
    this.response.end(body);
  }

  private out(): Writable {
    return this.gzip ?? this.response;
  }
}
