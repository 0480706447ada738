import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { testEngineUrl } from '../../embedded/clickhouse/testEngine';
import { readConfig } from '../../sidecar/config';
import { neededGrants } from '../../sidecar/doctor/clickhouse/grants';

