// @grafana/ui's npm package ships 210 of the 314 icons that its types name. These are plain drawings of our own for
// missing ones that pages often use; any other missing icon becomes a neutral dot.
const STROKES: Record<string, string> = {
  'angle-double-left': 'M12 6l-6 6 6 6M18 6l-6 6 6 6',
  'angle-double-up': 'M6 12l6-6 6 6M6 18l6-6 6 6',
  'archive-alt': 'M3 4h18v5H3zM5 9v11h14V9M10 13h4',
  'arrows-v': 'M12 3v18M8 7l4-4 4 4M8 17l4 4 4-4',
  'check-square': 'M4 4h16v16H4zM8 12l3 3 5-6',
  'compress-arrows': 'M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5',
  crosshair: 'M12 3v6M12 15v6M3 12h6M15 12h6',
  drilldown: 'M4 5h16M7 12h10M10 19h4',
  enter: 'M20 5v9H5M9 10l-4 4 4 4',
  exclamation: 'M12 4v10M12 19v.5',
  'expand-arrows': 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  'fa-spinner': 'M12 3a9 9 0 1 0 9 9',
  'file-download': 'M6 3h9l4 4v14H6zM12 9v8M9 14l3 3 3-3',
  flask: 'M9 3h6M10 3v7l-5 9h14l-5-9V3',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c3 3 3 15 0 18-3-3-3-15 0-18',
  'heart-rate': 'M3 12h4l3-7 4 14 3-7h4',
  home: 'M3 11l9-8 9 8M6 9v12h12V9',
  layers: 'M12 3l9 5-9 5-9-5zM3 13l9 5 9-5',
  'legend-hide': 'M4 5h16v8H4zM4 18h5',
  'legend-show': 'M4 5h16v8H4zM4 18h5M12 18h5',
  'link-broken': 'M10 7l2-2a4 4 0 0 1 6 6l-2 2M14 17l-2 2a4 4 0 0 1-6-6l2-2M4 4l3 3M20 20l-3-3',
  'list-ol': 'M9 6h11M9 12h11M9 18h11M4 5v3M4 11h1v3M4 17h1v3',
  'map-marker': 'M12 21s7-6 7-12a7 7 0 0 0-14 0c0 6 7 12 7 12M12 7v4',
  'pause-circle': 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M10 9v6M14 9v6',
  spinner: 'M12 3a9 9 0 1 0 9 9',
  'stopwatch-slash': 'M12 6a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 10v4M9 3h6M4 4l16 16',
  'sync-slash': 'M5 9a8 8 0 0 1 14 1M19 15a8 8 0 0 1-14-1M4 4l16 16',
  'table-collapse-all': 'M4 5h16M4 19h16M9 9l3 3 3-3',
  'table-expand-all': 'M4 5h16M4 19h16M9 14l3-3 3 3',
  'thumbs-down': 'M8 4v9l4 7 2-2-1-5h6l-2-9zM4 4v9',
  'thumbs-up': 'M8 20v-9l4-7 2 2-1 5h6l-2 9zM4 20v-9',
  'toggle-off': 'M8 7h8a5 5 0 0 1 0 10H8A5 5 0 0 1 8 7M8 10v4',
  'toggle-on': 'M8 7h8a5 5 0 0 1 0 10H8A5 5 0 0 1 8 7M16 10v4',
  'web-section-alt': 'M4 5h16v14H4zM9 5v14',
  wrench: 'M20 7l-4 4-3-3 4-4a5 5 0 0 0-6 6l-7 7 3 3 7-7a5 5 0 0 0 6-6z',
};

const NEUTRAL = '<circle cx="12" cy="12" r="4"/>';

/** An SVG for an icon that the npm package does not ship. */
export function glyph(name: string): string {
  const path = STROKES[name];
  const drawing = path
    ? `<path d="${path}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`
    : NEUTRAL;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${drawing}</svg>`;
}
