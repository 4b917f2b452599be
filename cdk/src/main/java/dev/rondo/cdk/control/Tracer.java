package dev.rondo.cdk.control;

import java.util.List;
import software.amazon.awscdk.services.iam.PolicyStatement;

/** The permission to send traces to X-Ray, which has no resource-level permissions. */
final class Tracer {

  private Tracer() {}

  static PolicyStatement statement() {
    return PolicyStatement.Builder.create()
        .sid("Trace")
        .actions(List.of("xray:PutTraceSegments", "xray:PutTelemetryRecords"))
        .resources(List.of("*"))
        .build();
  }
}
