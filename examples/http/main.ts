import './telemetry';

import { listen } from './listen';
import { orders } from './orders';

listen(orders);
