import { type GrafanaTheme2 } from '@grafana/data';

/**
 * Places in Grafana's palette whose colours are told apart from each other and seen on both backgrounds. No red and no
 * orange: these mean that something is broken or getting worse.
 */
const PALETTE = [2, 0, 5, 1, 26, 46, 34, 47, 49, 38, 6, 8, 31, 24];

/** The colour of a service among those that it was made for. */
export type ServiceColors = (service: string, theme: GrafanaTheme2) => string;

/**
 * Colours for services that stand together. A service has its colour from its name, so that it keeps it on every page;
 * where two of them would be the same colour, the one whose name comes later in the alphabet moves on to the next free one.
 */
export function serviceColors(services: Iterable<string>): ServiceColors {
  const slots = slotsOf(services);
  return (service, theme) => {
    const { palette, getColorByName } = theme.visualization;
    return getColorByName(palette[PALETTE[slots.get(service) ?? hash(service) % PALETTE.length]]);
  };
}

function slotsOf(services: Iterable<string>): Map<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const service of [...new Set(services)].sort()) {
    if (taken.size === PALETTE.length) {
      taken.clear();
    }
    let slot = hash(service) % PALETTE.length;
    while (taken.has(slot)) {
      slot = (slot + 1) % PALETTE.length;
    }
    taken.add(slot);
    slots.set(service, slot);
  }
  return slots;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}
