import { createTheme } from '@grafana/data';

import { serviceColors } from './serviceColor';

const theme = createTheme();
const names = Array.from({ length: 40 }, (_, i) => `service-${i}`);

test('a service alone has the same colour every time', () => {
  for (const name of names) {
    expect(serviceColors([name])(name, theme)).toBe(serviceColors([name])(name, theme));
  }
  expect(new Set(names.map((name) => serviceColors([name])(name, theme))).size).toBeGreaterThan(10);
});

test('fourteen services side by side have fourteen colours; more repeat them', () => {
  const colors = serviceColors(names.slice(0, 14));
  expect(new Set(names.slice(0, 14).map((name) => colors(name, theme))).size).toBe(14);
  const many = serviceColors(names);
  expect(new Set(names.map((name) => many(name, theme))).size).toBe(14);
});

test('the order in which services come does not matter', () => {
  const [forwards, backwards] = [serviceColors(names), serviceColors([...names].reverse())];
  expect(names.map((name) => forwards(name, theme))).toEqual(names.map((name) => backwards(name, theme)));
});

test('no service is red or orange: these colours mean trouble', () => {
  const reserved = ['red', 'dark-red', 'orange', 'dark-orange'].map((name) => theme.visualization.getColorByName(name));
  expect(names.filter((name) => reserved.includes(serviceColors([name])(name, theme)))).toEqual([]);
});
