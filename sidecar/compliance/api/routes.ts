import { type Route } from './route';
import { type ComplianceService } from '../complianceService';
import { catalogueRoutes } from './routes/catalogue';
import { evidenceRoutes } from './routes/evidence';
import { integrityRoutes } from './routes/integrity';
import { reviewRoutes } from './routes/reviews';
import { runRoutes } from './routes/runs';

/** Every address below /compliance. */
export const complianceRoutes = (service: ComplianceService): Route[] => [
  ...catalogueRoutes(service),
  ...runRoutes(service),
  ...evidenceRoutes(service),
  ...reviewRoutes(service),
  ...integrityRoutes(service),
];
