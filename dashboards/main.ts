import { writeDashboards } from './build';

writeDashboards();
