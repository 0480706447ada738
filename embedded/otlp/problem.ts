/** Why a request is not taken. `status` is the HTTP status; of these, clients retry 503 only (OTLP specification). */
export class OtlpProblem extends Error {
  readonly name = 'OtlpProblem';

  constructor(
    readonly status: 400 | 401 | 413 | 415 | 503,
    message: string
  ) {
    super(message);
  }
}

/** gRPC codes that the OTLP specification wants in the Status body of an error. */
const GRPC_CODE: Record<OtlpProblem['status'], number> = { 400: 3, 401: 16, 413: 8, 415: 3, 503: 14 };

/** google.rpc.Status as JSON. */
export const jsonStatus = (problem: OtlpProblem) => ({ code: GRPC_CODE[problem.status], message: problem.message });
