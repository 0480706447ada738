import { type HrTime } from '@opentelemetry/api';
import { type ResourceMetrics } from '@opentelemetry/sdk-metrics';

import { mergeCollections, SteppedReader } from './backdatedMetrics';
import { type HistoryPipeline } from './historyPipeline';
import { type ServiceName } from '../story/services';
import { type Tenant, TENANTS } from '../story/tenants';
import { hrTime } from '../telemetry/hrTime';
import { type Observed } from '../telemetry/instruments';
import { Pod } from '../telemetry/pod';

interface Member {
  pod: Pod;
  reader: SteppedReader;
  collected: ResourceMetrics[];
}

/** Collections of a pod that go into one message. */
const COLLECTIONS = 36;

/** The ten pods of one version of a service, in the past. */
export class HistoryPods {
  private readonly members: Map<Tenant, Member>;
  private readonly startTime: HrTime;

  /** @param start when the pods were started, in milliseconds */
  constructor(
    private readonly pipeline: HistoryPipeline,
    service: ServiceName,
    version: string,
    start: number,
    observed: Observed
  ) {
    this.startTime = hrTime(start);
    this.members = new Map(
      TENANTS.map((tenant) => {
        const reader = new SteppedReader();
        const pod = new Pod({ service, version, tenant }, { ...pipeline, metrics: [reader] }, observed);
        return [tenant, { pod, reader, collected: [] }];
      })
    );
  }

  of(tenant: Tenant): Pod {
    return this.members.get(tenant)!.pod;
  }

  all(): Pod[] {
    return [...this.members.values()].map(({ pod }) => pod);
  }

  /** Collects the metrics of all pods as at a time; sends them when enough have gathered, or now. */
  async collect(at: number, send: 'when enough' | 'now' = 'when enough'): Promise<void> {
    for (const member of this.members.values()) {
      member.collected.push(await member.reader.collectAt(this.startTime, hrTime(at)));
      if (send === 'now' || member.collected.length === COLLECTIONS) {
        this.pipeline.sendMetrics(mergeCollections(member.collected));
        member.collected = [];
      }
    }
  }
}
