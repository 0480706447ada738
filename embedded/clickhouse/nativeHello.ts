/**
 * First query of clickhouse-go, which the Grafana data source is built on. The driver reads the answer at protocol
 * revision 54460 and everything after it at the revision that the answer names.
 */
const HELLO = /^\s*SELECT\s+displayName\(\),\s*version\(\),\s*revision\(\),\s*timezone\(\)\s*;?\s*$/;

export const isNativeHello = (sql: string) => HELLO.test(sql);

export interface ServerIdentity {
  displayName: string;
  /** Four numbers with dots: clickhouse-go parses it. */
  version: string;
  /** IANA name that Go can load. */
  timezone: string;
}

/**
 * One Native block in the 54460 layout that says revision() = 0. The driver then decodes plain `FORMAT Native`
 * (no block info, no serialization flag), which is the only layout chDB writes.
 */
export function nativeHello({ displayName, version, timezone }: ServerIdentity): Buffer {
  const blockInfo = Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]);
  return Buffer.concat([
    blockInfo,
    varint(4),
    varint(1),
    column('displayName()', 'String', text(displayName)),
    column('version()', 'String', text(version)),
    column('revision()', 'UInt32', Buffer.alloc(4)),
    column('timezone()', 'String', text(timezone)),
  ]);
}

function column(name: string, type: string, data: Buffer): Buffer {
  const noCustomSerialization = Buffer.from([0]);
  return Buffer.concat([text(name), text(type), noCustomSerialization, data]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) {
    bytes.push((value & 0x7f) | 0x80);
  }
  return Buffer.from([...bytes, value]);
}
