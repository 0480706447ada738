import { javaCommand, javaVersion } from './requirements';

test.each([
  ['OpenJDK of Debian', 'openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment (build 17)', 17],
  ['an early release', 'openjdk version "25-ea" 2025-09-16', 25],
  ['Java 8, which counts from 1', 'java version "1.8.0_402"', 8],
  ['a line of JAVA_TOOL_OPTIONS before it', 'Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21.0.2"', 21],
  ['something else', 'command line tools are not installed', undefined],
])('the version of Java: %s', (_, printed, version) => expect(javaVersion(printed)).toBe(version));

test('JAVA_HOME names the java to run', () => {
  expect(javaCommand({ JAVA_HOME: '/opt/jdk' })).toBe('/opt/jdk/bin/java');
  expect(javaCommand({})).toBe('java');
});
