import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { jarsArePresent } from './jars';

/** Apache Kafka 4 runs on Java 17 and later. */
const JAVA = 17;

/** The `java` to run: JAVA_HOME's, else the one on the path. */
export function javaCommand(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.JAVA_HOME ? path.join(environment.JAVA_HOME, 'bin', 'java') : 'java';
}

/**
 * Why no Kafka can be started on this machine, in one line, or undefined when it can. Maven is needed once, to fetch the
 * jars.
 */
export function whyNoKafka(): string | undefined {
  const java = spawnSync(javaCommand(), ['-version'], { encoding: 'utf8' });
  const maven = jarsArePresent() ? undefined : spawnSync('mvn', ['--version']);
  const absent = [java.error && 'java', maven?.error && 'mvn'].filter(Boolean);
  if (absent.length > 0) {
    return `needs Java ${JAVA} and Maven; not found: ${absent.join(', ')}`;
  }
  const version = javaVersion(java.stderr + java.stdout);
  return version !== undefined && version < JAVA ? `needs Java ${JAVA}; this java is version ${version}` : undefined;
}

/** Major version from what `java -version` prints: 17 of `openjdk version "17.0.15" …`, 8 of `"1.8.0_402"`. */
export function javaVersion(printed: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(printed) ?? [];
  return first === undefined ? undefined : Number(first === '1' && second !== undefined ? second : first);
}
