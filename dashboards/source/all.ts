import { type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

import { access } from './access';
import { auditByActor } from './actor';
import { audit } from './audit';
import { clickhouse } from './clickhouse';
import { collector } from './collector';
import { cost } from './cost';
import { databases } from './databases';
import { errors } from './errors';
import { fleet } from './fleet';
import { http } from './http';
import { messaging } from './messaging';
import { type DashboardName } from './names';
import { pipeline } from './pipeline';
import { runtime } from './runtime';
import { serviceDetail } from './service';
import { serviceMap } from './serviceMap';
import { slo } from './slo';
import { traces } from './traces';

/** Every bundled dashboard by the name of its file. */
export const ALL_DASHBOARDS: Record<DashboardName, Dashboard> = {
  fleet,
  service: serviceDetail,
  http,
  databases,
  messaging,
  errors,
  audit,
  actor: auditByActor,
  access,
  traces,
  'service-map': serviceMap,
  runtime,
  pipeline,
  clickhouse,
  cost,
  collector,
  slo,
};
