/** Results as indented text: names and figures, nothing left out. */
export function report(results: object, indent = ''): string {
  return Object.entries(results)
    .map(([name, value]) => {
      if (value !== null && typeof value === 'object') {
        return `${indent}${name}\n${report(value as object, `${indent}  `)}`;
      }
      return `${indent}${name}: ${typeof value === 'number' ? Number(value.toPrecision(4)) : String(value)}\n`;
    })
    .join('');
}
