/** Must be the first import of a process: it patches what the others require, and before it the environment is set. */
import './environment';
import '../../../examples/express/telemetry';

export { shutdownTelemetry } from '../../../examples/http/telemetry';
