package dev.rondo.cdk.helper;

import dev.rondo.cdk.control.AlarmGroup;
import dev.rondo.cdk.settings.Settings;
import software.amazon.awscdk.services.lambda.Function;
import software.constructs.Construct;

/**
 * The alarms of the helper. docs/operations.md says what to do for each. A refusal is no error: the
 * round is abandoned with its reason, and the other account has an alarm for that.
 */
final class HelperAlarms extends Construct {

  HelperAlarms(Construct scope, Settings settings, boolean requiresTls, Function function) {
    super(scope, "Alarms");
    AlarmGroup group = new AlarmGroup(this, settings, requiresTls);
    group.add(
        "UnmaskErrors",
        "The helper failed. See its log group for the cause",
        function.metricErrors(AlarmGroup.sum()),
        1,
        1);
    group.add(
        "UnmaskThrottles",
        "The helper was throttled: its account has too few concurrent executions of functions",
        function.metricThrottles(AlarmGroup.sum()),
        1,
        1);
  }
}
