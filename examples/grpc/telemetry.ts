/** That of `examples/http`, and gRPC. Before anything else is loaded: `@grpc/grpc-js` is patched when it is required. */
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';

import '../http/telemetry';

new GrpcInstrumentation().enable();
