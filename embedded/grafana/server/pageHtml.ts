import { BOOT_DATA_ELEMENT, type BootData } from '../bootData';
import { type HostManifest } from '../build';

/** The document around the page. The boot data is inert JSON; scripts and styles are files, so the CSP needs no inline script. */
export function pageHtml(manifest: HostManifest, boot: BootData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Embedded preview</title>
<base href="/">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/host/${manifest.style}">
</head>
<body>
<div id="root"></div>
<script type="application/json" id="${BOOT_DATA_ELEMENT}">${jsonForScript(boot)}</script>
<script src="/host/${manifest.boot}"></script>
<script type="module" src="/host/${manifest.script}"></script>
</body>
</html>
`;
}

/** Shown while the page itself is not built; plain, because there is nothing else yet. */
export function notBuiltHtml(): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Embedded preview: not built</title></head>
<body>
<main>
<h1>The host page is not built</h1>
<p>Run <code>npm run build:host</code> and load this page again.</p>
</main>
</body>
</html>
`;
}

/** JSON that cannot end its script element. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
