import { serviceResources, serviceResourcesOfDays } from '../../../queries/services/resources';
import { serviceRequests, type ServiceScope } from '../../../queries/services/services';
import { ifCounted, serviceRequestsOfTotals } from '../../../queries/services/totals';
import { SIGNALS } from '../../../queries/tables';
import { type Question } from '../query';

/** What the services were asked to do, in the form that fits the range. */
export const requestsQuestion = (scope: ServiceScope): Question => ({
  refId: 'requests',
  sql: serviceRequests(scope),
  sqlOfTotals: ifCounted(scope.tables, ['traces'], serviceRequestsOfTotals(scope)),
  as: 'table',
});

/** What the services sent and what they are part of, in the form that fits the range. */
export const resourcesQuestion = (scope: ServiceScope): Question => ({
  refId: 'resources',
  sql: serviceResources(scope),
  sqlOfTotals: ifCounted(scope.tables, SIGNALS, serviceResourcesOfDays(scope)),
  as: 'table',
});
