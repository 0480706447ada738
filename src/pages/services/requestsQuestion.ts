import { serviceRequests, type ServiceScope } from '../../../queries/services/services';
import { ifCounted, serviceRequestsOfTotals } from '../../../queries/services/totals';
import { type Question } from '../../scenes/query';

/** What the services were asked to do, in the form that fits the range. */
export const requestsQuestion = (scope: ServiceScope): Question => ({
  refId: 'requests',
  sql: serviceRequests(scope),
  sqlOfTotals: ifCounted(scope.tables, serviceRequestsOfTotals(scope)),
  as: 'table',
});
