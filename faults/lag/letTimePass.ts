import { CONSUMER_SAMPLES, LAG_SAMPLES } from '../../queries/lag/samples';
import { type FaultPipeline } from '../faultPipeline';

/** Makes every stored sample so many minutes older, as if that time had gone by without one. */
export async function letTimePass(pipeline: FaultPipeline, minutes: number): Promise<void> {
  for (const table of [LAG_SAMPLES, CONSUMER_SAMPLES]) {
    await pipeline.command(`CREATE TABLE ${table}_older AS ${table}`);
    await pipeline.command(
      `INSERT INTO ${table}_older SELECT * REPLACE (Time - INTERVAL ${minutes} MINUTE AS Time) FROM ${table}`
    );
    await pipeline.command(`EXCHANGE TABLES ${table}_older AND ${table}`);
    await pipeline.command(`DROP TABLE ${table}_older SYNC`);
  }
}

/** Keeps the stored samples as they are now. */
export async function rememberSamples(pipeline: FaultPipeline): Promise<void> {
  for (const table of [LAG_SAMPLES, CONSUMER_SAMPLES]) {
    await pipeline.command(`CREATE OR REPLACE TABLE ${table}_remembered AS ${table}`);
    await pipeline.command(`INSERT INTO ${table}_remembered SELECT * FROM ${table}`);
  }
}

/** Puts back the samples that were remembered: what was stored and what has passed since is undone. */
export async function restoreSamples(pipeline: FaultPipeline): Promise<void> {
  for (const table of [LAG_SAMPLES, CONSUMER_SAMPLES]) {
    await pipeline.command(`TRUNCATE TABLE ${table}`);
    await pipeline.command(`INSERT INTO ${table} SELECT * FROM ${table}_remembered`);
  }
}
