package dev.rondo.operations.fleet;

import dev.rondo.aws.AwsException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;

/** The launches and terminations of auto scaling groups. */
final class ScalingActivities {

  /** One page; Auto Scaling keeps six weeks of them. */
  private static final int NEWEST = 20;

  private ScalingActivities() {}

  /** The newest failure among the last activities of a group, which are read in one request. */
  static Optional<ScalingFailure> lastFailure(AutoScalingClient autoScaling, String group) {
    try {
      // The newest one is first.
      List<Activity> ended =
          autoScaling
              .describeScalingActivities(b -> b.autoScalingGroupName(group).maxRecords(NEWEST))
              .activities()
              .stream()
              .filter(activity -> isFailed(activity) || isSuccessful(activity))
              .toList();
      return ended.stream()
          .filter(ScalingActivities::isFailed)
          .findFirst()
          .map(failed -> failure(failed, isFailed(ended.get(0))));
    } catch (SdkException e) {
      throw new AwsException("Cannot list the activities of auto scaling group " + group, e);
    }
  }

  private static boolean isFailed(Activity activity) {
    return activity.statusCode() == ScalingActivityStatusCode.FAILED;
  }

  private static boolean isSuccessful(Activity activity) {
    return activity.statusCode() == ScalingActivityStatusCode.SUCCESSFUL;
  }

  private static ScalingFailure failure(Activity failed, boolean newest) {
    String message =
        Optional.ofNullable(failed.statusMessage())
            .or(() -> Optional.ofNullable(failed.description()))
            .orElse("");
    return new ScalingFailure(failed.startTime(), message, newest);
  }
}
