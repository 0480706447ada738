import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { type IncomingMessage } from 'node:http';
import path from 'node:path';

import { type Answer, summaryOf } from './answer';
import { isAppendable } from './appendableFormats';
import { type EmbeddedUser } from './authentication';
import { type EngineLanes, type EngineStatement } from './engineLanes';
import { type EngineStats } from './engineMessages';
import { asClickHouseException, ClickHouseException } from './exception';
import { HeldResult } from './heldResult';
import { insertFromFile } from './insertStatement';
import { isNativeHello, nativeHello, type ServerIdentity } from './nativeHello';
import { type RequestOptions } from './request';
import { receiveStatement, type ReceivedStatement, statementText } from './requestBody';
import { secondsAllowed, sessionSetup } from './sessionSetup';
import { readStatement, type Statement } from './statement';

export interface QueryContext {
  lanes: EngineLanes;
  /** Aborted when the server stops and reads have had their time. */
  stopReads: AbortSignal;
  identity: ServerIdentity;
  /** Directory of request bodies; also the working directory, so that file names in statements need no path. */
  spoolPath: string;
  maxMemoryBytes: number;
}

interface Planned extends Statement {
  writtenFromFile: boolean;
  dataBytes: number;
}

/** Runs the statement of one request and writes its result into the answer. Never throws: errors are answers. */
export async function handleQuery(
  context: QueryContext,
  request: IncomingMessage,
  options: RequestOptions,
  user: EmbeddedUser,
  answer: Answer,
  clientGone: AbortSignal
): Promise<void> {
  const spoolName = `${randomUUID()}.body`;
  const spool = path.join(context.spoolPath, spoolName);
  const held = new HeldResult(path.join(context.spoolPath, `${randomUUID()}.result`));
  try {
    if (options.nativeCompression) {
      throw ClickHouseException.of('NOT_IMPLEMENTED', 'compress=1 and decompress=1 are not supported: use HTTP gzip');
    }
    const readonly = user.readonly === true || request.method === 'GET';
    const received = await receiveStatement(options.query, request, spool);
    const statement = plan(received, spoolName, readonly);
    if (isNativeHello(statement.sql)) {
      answer.begin('Native', summaryOf({}), false);
      answer.end(nativeHello(context.identity));
      return;
    }
    const tag = `girok-embedded ${randomUUID()}`;
    const seconds = secondsAllowed(options.settings, statement.reads);
    // Half, so that one greedy statement leaves room for the others.
    const maxMemoryBytes = Math.floor(context.maxMemoryBytes / 2);
    const setup = sessionSetup({ ...options, tag, readonly, seconds, maxMemoryBytes });
    await deliver(
      context.lanes.run({
        kind: statement.reads ? 'read' : 'write',
        job: {
          sql: statement.sql,
          format: options.defaultFormat,
          setup,
          streams: statement.streams && isAppendable(statement.format ?? options.defaultFormat),
        },
        tag,
        seconds,
        // Like ClickHouse, only a read is cancelled when its client goes away: half an INSERT helps nobody.
        signal: statement.reads ? AbortSignal.any([clientGone, context.stopReads]) : new AbortController().signal,
      } satisfies EngineStatement),
      held,
      statement,
      options,
      answer
    );
  } catch (error) {
    answer.fail(asClickHouseException(error));
  } finally {
    await unlink(spool).catch(() => undefined); // most requests have no rows, hence no file
    await held.discard();
  }
}

function plan(received: ReceivedStatement, spoolName: string, readonly: boolean): Planned {
  if (!received.insert) {
    return { ...readStatement(statementText(received.sql), readonly), writtenFromFile: false, dataBytes: 0 };
  }
  readStatement(statementText(Buffer.from(received.statement, 'latin1')), readonly);
  const sql = insertFromFile(received.statement, received.insert, spoolName);
  const text = statementText(Buffer.from(sql, 'latin1'));
  const insert = { sql: text, verb: 'INSERT', reads: false, streams: false };
  return { ...insert, writtenFromFile: !received.insert.input, dataBytes: received.dataBytes };
}

/** Status and headers wait for the first chunk, so that a statement that fails at once gets the status of its error. */
async function deliver(
  result: AsyncGenerator<Uint8Array, EngineStats, void>,
  held: HeldResult,
  statement: Planned,
  options: RequestOptions,
  answer: Answer
): Promise<void> {
  const format = statement.format ?? options.defaultFormat;
  let begun = false;
  try {
    for (;;) {
      const step = await result.next();
      if (step.done) {
        if (!begun) {
          const written = statement.writtenFromFile && {
            writtenRows: step.value.rowsRead,
            writtenBytes: statement.dataBytes,
          };
          answer.begin(format, summaryOf({ ...step.value, ...written }), options.gzip, held.bytes);
          await held.writeTo(answer);
        }
        answer.end();
        return;
      }
      if (options.waitEndOfQuery) {
        await held.add(step.value);
        continue;
      }
      if (!begun) {
        answer.begin(format, summaryOf({}), options.gzip);
        begun = true;
      }
      await answer.write(step.value);
    }
  } finally {
    await result.return({ rowsRead: 0, bytesRead: 0, resultRows: 0, elapsedSeconds: 0 });
  }
}
