/**
 * That of `examples/http`, and Express (NestJS stands on it), which knows the routes: a span is `DELETE /orders/:order`, and not just
 * `DELETE`. Before anything else is loaded: `express` is patched when it is required.
 */
import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express';

import '../http/telemetry';

// routes, but no span for every piece of middleware
new ExpressInstrumentation({ ignoreLayersType: Object.values(ExpressLayerType) }).enable();
