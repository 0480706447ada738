import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { DataDirLockedError, lockDataDir } from '../clickhouse/dataDirLock';

const KAFKA = '4.4.0';
const LOG4J = '2.25.5';
const CACHE = path.join(__dirname, '../../.cache/kafka');
const JARS = path.join(CACHE, `jars-${KAFKA}`);

/** How often a process asks whether another one has fetched the jars. Milliseconds. */
const WAIT_MS = 200;

/** The directory is moved into place when it is complete. */
export const jarsArePresent = (): boolean => existsSync(JARS);

/**
 * The jars of Apache Kafka, fetched once by Maven (43 MB); processes that ask at the same time wait for the first.
 * @returns their directory
 * @throws Error with Maven's own words when it cannot fetch them
 */
export async function kafkaJars(): Promise<string> {
  while (!jarsArePresent()) {
    const unlock = tryLock();
    if (!unlock) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      continue;
    }
    try {
      if (!jarsArePresent()) {
        await fetchJars();
      }
    } finally {
      unlock();
    }
  }
  return JARS;
}

function tryLock(): (() => void) | undefined {
  try {
    return lockDataDir(CACHE);
  } catch (error) {
    if (error instanceof DataDirLockedError) {
      return undefined;
    }
    throw error;
  }
}

async function fetchJars(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(path.join(CACHE, 'fetch-'));
  try {
    const pom = path.join(work, 'pom.xml');
    const jars = path.join(work, 'jars');
    await writeFile(pom, POM);
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`, '-DincludeScope=runtime'];
    await promisify(execFile)('mvn', ['-q', '-B', '-f', pom, ...goal]).catch((error: { stdout?: string } & Error) => {
      throw new Error(
        `Maven could not fetch Apache Kafka ${KAFKA}: ${error.stdout?.trim() || error.message}\n` +
          '  Mend what it says (network, proxy, settings.xml) and run the tests again.'
      );
    });
    await rename(jars, JARS);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const dependency = (group: string, artifact: string, version: string) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>girok</groupId><artifactId>kafka-for-tests</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', KAFKA)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', LOG4J)}
  </dependencies>
</project>
`;
