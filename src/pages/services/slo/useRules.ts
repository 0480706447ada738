import { useEffect, useState } from 'react';

import { burnRules, groupOf } from '../../../../queries/slo/burnRules';
import { type Slo } from '../../../../queries/slo/objective';
import { ruleGroup } from '../../../../queries/slo/ruleGroup';
import { type TableMapping } from '../../../../queries/tables';
import {
  deleteRuleGroup,
  findAlertFolder,
  type KeptRule,
  makeAlertFolder,
  readRuleGroup,
  writeRuleGroup,
} from '../../../grafana/ruleGroups';

/** The alert rules of a service's objective in Grafana. */
export interface Rules {
  /** Undefined until Grafana has answered. */
  kept?: KeptRule[];
  /** Why Grafana has not. */
  failure?: string;
  /** Makes them, or makes them say what the objective says now. @throws GrafanaError */
  make: (slo: Slo, dataSourceUid: string) => Promise<void>;
  /** @throws GrafanaError */
  remove: () => Promise<void>;
}

type Answer = Pick<Rules, 'kept' | 'failure'>;

/** What Grafana has of a group; why it does not say is in the answer. */
async function readRules(group: string, abort?: AbortSignal): Promise<Answer> {
  try {
    const folder = await findAlertFolder(abort);
    return { kept: folder === undefined ? [] : await readRuleGroup(folder, group, abort) };
  } catch (error) {
    return { failure: String((error as Error).message) };
  }
}

/** Reads the rules of the service once, and again after each change. */
export function useRules(service: string, tables: TableMapping): Rules {
  const [state, setState] = useState<Answer & { of?: string }>({});
  const group = groupOf(service);

  useEffect(() => {
    const abort = new AbortController();
    void readRules(group, abort.signal).then((answer) => !abort.signal.aborted && setState({ ...answer, of: group }));
    return () => abort.abort();
  }, [group]);

  const readAnew = async () => setState({ ...(await readRules(group)), of: group });

  const make = async (slo: Slo, dataSourceUid: string) => {
    const folder = (await findAlertFolder()) ?? (await makeAlertFolder());
    const before = await readRuleGroup(folder, group);
    const uidOf = (title: string) => before.find((rule) => rule.title === title)?.uid;
    await writeRuleGroup(folder, ruleGroup(group, burnRules(slo, tables), dataSourceUid, uidOf));
    await readAnew();
  };

  const remove = async () => {
    const folder = await findAlertFolder();
    if (folder !== undefined) {
      await deleteRuleGroup(folder, group);
    }
    await readAnew();
  };

  const { kept, failure } = state.of === group ? state : {};
  return { kept, failure, make, remove };
}
