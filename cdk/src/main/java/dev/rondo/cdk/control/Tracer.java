package dev.rondo.cdk.control;

import java.util.List;
import software.amazon.awscdk.services.iam.PolicyStatement;

/** The permission to send traces to X-Ray, which has no resource-level permissions. */
public final class Tracer {

  private Tracer() {}

  public static PolicyStatement statement() {
    return PolicyStatement.Builder.create()
        .sid("Trace")
        .actions(List.of("xray:PutTraceSegments", "xray:PutTelemetryRecords"))
        .resources(List.of("*"))
        .build();
  }
}
