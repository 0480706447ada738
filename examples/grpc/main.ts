import './telemetry';

import { clientOf } from './client';
import { orders } from './orders';
import { REFUNDS } from './refunds';
import { listen } from '../http/listen';

const billing = clientOf(REFUNDS, process.env.BILLING ?? '127.0.0.1:8090');

listen((request, response) => void orders(billing, request, response));
