import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Content types of the files that a plugin's build and the host page consist of. */
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** A content hash in the name, as webpack (`name.0123456789.js`) and esbuild (`name-ABCD1234.js`) write it. */
const HASHED = /(\.[0-9a-f]{10,}|-[A-Z0-9]{8})\.(js|css|map|woff2?|ttf)$/;

export function contentType(file: string): string {
  return TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
}

/** Names with a content hash never change their content; everything else is asked for again. */
export function cacheControl(file: string): string {
  return HASHED.test(path.basename(file)) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/**
 * The file `relative` inside `dir`, or null: for a path that leads out of it (`..`, absolute, NUL), for a hidden file,
 * and for one that is not there. Symbolic links are followed, as the build's author made them.
 */
export async function fileInside(dir: string, relative: string): Promise<string | null> {
  const parts = relative.split('/');
  if (relative.includes('\0') || relative.includes('\\') || parts.some((part) => part === '' || part.startsWith('.'))) {
    return null;
  }
  const file = path.join(dir, ...parts);
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? file : null;
}
