import { type ClickHouseClient } from '@clickhouse/client';
import { createHash } from 'node:crypto';

import { askRows } from '../../seal/sealStore';

/** A piece of a result: some lines of JSON. */
export interface ResultPiece {
  firstRow: number;
  rows: number;
  lines: string;
}

/** Pieces are cut at about this size, so that a page reads few of them and an insert is worth its while. Bytes. */
const PIECE_BYTES = 256 * 1024;

/** Written at once. Bytes. */
const INSERT_BYTES = 8 * 1024 * 1024;

const NEWLINE = 10;

/**
 * Cuts a stream of lines into pieces of whole lines. Little more than one piece is held.
 * @throws Error when the last line has no end: the answer was cut off
 */
export async function* inPieces(stream: AsyncIterable<Buffer>, pieceBytes = PIECE_BYTES): AsyncGenerator<ResultPiece> {
  let held: Buffer[] = [];
  let [bytes, firstRow] = [0, 0];
  const piece = (lines: Buffer): ResultPiece => {
    let rows = 0;
    for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) {
      rows++;
    }
    const made = { firstRow, rows, lines: lines.toString('utf8') };
    firstRow += rows;
    return made;
  };
  for await (const chunk of stream) {
    held.push(chunk);
    bytes += chunk.length;
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (bytes >= pieceBytes && end > 0) {
      const rest = Buffer.from(chunk.subarray(end));
      yield piece(Buffer.concat([...held.slice(0, -1), chunk.subarray(0, end)]));
      held = rest.length > 0 ? [rest] : [];
      bytes = rest.length;
    }
  }
  if (bytes > 0) {
    const last = Buffer.concat(held);
    if (last.at(-1) !== NEWLINE) {
      throw new Error('The answer of ClickHouse was cut off within a row.');
    }
    yield piece(last);
  }
}

/** Stores a result as it comes. Returns its rows and the SHA-256 of its lines. @param onRows how many are stored */
export async function storeResult(
  client: ClickHouseClient,
  run: string,
  keptUntil: number,
  pieces: AsyncIterable<ResultPiece>,
  onRows: (rows: number) => void
): Promise<{ rows: number; sha256: string }> {
  const hash = createHash('sha256');
  let waiting: ResultPiece[] = [];
  let [rows, bytes] = [0, 0];
  const write = async () => {
    await client.insert({
      table: 'compliance_results',
      values: waiting.map(({ firstRow, rows: RowCount, lines }) => ({
        RunId: run,
        FirstRow: firstRow,
        RowCount,
        Lines: lines,
        KeptUntil: Math.floor(keptUntil / 1000),
      })),
      format: 'JSONEachRow',
      clickhouse_settings: { async_insert: 0 },
    });
    [waiting, bytes] = [[], 0];
    onRows(rows);
  };
  for await (const piece of pieces) {
    hash.update(piece.lines);
    waiting.push(piece);
    rows += piece.rows;
    bytes += piece.lines.length;
    if (bytes >= INSERT_BYTES) {
      await write();
    }
  }
  if (waiting.length > 0) {
    await write();
  }
  return { rows, sha256: hash.digest('hex') };
}

/** Size of a whole result as lines of JSON. Bytes. */
export async function resultBytes(client: ClickHouseClient, run: string): Promise<number> {
  const [{ bytes }] = await askRows<{ bytes: number }>(
    client,
    'SELECT sum(length(Lines)) AS bytes FROM compliance_results WHERE RunId = {run:UUID}',
    { run }
  );
  return bytes;
}

/** Lines of some rows of a result, at most `limit`. */
export async function resultPage(
  client: ClickHouseClient,
  run: string,
  offset: number,
  limit: number
): Promise<string[]> {
  const pieces = await readPieces(client, run, offset, offset + limit);
  return pieces.flatMap(({ firstRow, lines }) =>
    lines
      .split('\n')
      .slice(0, -1)
      .filter((_, i) => firstRow + i >= offset && firstRow + i < offset + limit)
  );
}

/** Rows that are asked for at once when a whole result is read. */
const READ_ROWS = 20_000;

/** The whole result, from its first row on. */
export async function* resultLines(client: ClickHouseClient, run: string, rows: number): AsyncGenerator<string> {
  for (let at = 0; at < rows; ) {
    const pieces = await readPieces(client, run, at, at + READ_ROWS);
    // from the piece that `at` begins, and on to the end of the last one
    const whole = pieces.filter(({ firstRow }) => firstRow >= at);
    if (whole.length === 0) {
      return;
    }
    yield whole.map(({ lines }) => lines).join('');
    const last = whole[whole.length - 1];
    at = last.firstRow + last.rows;
  }
}

/** Pieces from the one that has the row `from`, which the primary key finds, up to the row `to`. */
const readPieces = (client: ClickHouseClient, run: string, from: number, to: number): Promise<ResultPiece[]> =>
  askRows(
    client,
    `SELECT FirstRow AS firstRow, RowCount AS rows, Lines AS lines FROM compliance_results
     WHERE RunId = {run:UUID} AND FirstRow < {to:UInt64}
       AND FirstRow >= (SELECT max(FirstRow) FROM compliance_results WHERE RunId = {run:UUID} AND FirstRow <= {from:UInt64})
     ORDER BY firstRow`,
    { run, from, to }
  );
