/** ns of each unit, the largest first. */
const UNITS: Array<[string, number]> = [
  ['h', 3_600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
];

/** A duration in ns with three digits: 2.31 s, 310 ms, 45 µs, 0 ns. From a minute on with its rest: 3 min 20 s. */
export function formatDuration(nanoseconds: number): string {
  const size = Math.abs(nanoseconds);
  // what rounds to 1,000 of a unit is 1 of the next
  const unit = UNITS.find(
    ([name, length]) => size >= (name === 's' || name === 'ms' || name === 'µs' ? 0.9995 : 1) * length
  );
  if (!unit) {
    return `${Math.round(nanoseconds)} ns`;
  }
  const [name, length] = unit;
  if (name === 'h' || name === 'min') {
    const [rest, restName] = name === 'h' ? [60e9, 'min'] : [1e9, 's'];
    const whole = Math.trunc(nanoseconds / length);
    const remaining = Math.floor(Math.abs(nanoseconds % length) / rest);
    return remaining === 0 ? `${whole} ${name}` : `${whole} ${name} ${remaining} ${restName}`;
  }
  const value = nanoseconds / length;
  return `${Number(value.toPrecision(3))} ${name}`;
}
