import { type AlertRule } from './alertRule';
import { CONSUMER_RULES } from './consumerRules';
import { LAG_RULES } from './lagRules';
import { STORAGE_RULES } from './storageRules';

/** Everything that Girok alerts about; provisioning/alerting/ is made from it. One cause raises one of them. */
export const ALERT_RULES: readonly AlertRule[] = [...LAG_RULES, ...CONSUMER_RULES, ...STORAGE_RULES];
