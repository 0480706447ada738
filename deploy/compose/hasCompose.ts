import { spawnSync } from 'node:child_process';

/** Whether Compose is here: its own reading of files and commands needs no Docker. */
export const HAS_COMPOSE = spawnSync('docker', ['compose', 'version']).status === 0;
