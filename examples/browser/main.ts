import '../http/telemetry';

import { pageBefore } from './pageBefore';
import { listen } from '../http/listen';
import { orders } from '../http/orders';

/** A page with telemetry of its own, in front of `examples/http`. */
void pageBefore(orders, process.env.TRACES_URL).then(listen);
