package dev.rondo.emulator;

import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A queue of the stack whose messages come back soon: those that somebody took and neither deleted
 * nor kept are invisible only for so long.
 */
final class ShortVisibility {

  private final SqsClient sqs;
  private final String queue;
  private final String before;

  /**
   * Until {@link #restore}.
   *
   * @param output the stack's output that is the queue's URL
   */
  ShortVisibility(Cloud cloud, String output, int seconds) {
    this.sqs = cloud.clients().sqs();
    this.queue = cloud.output(output);
    this.before =
        Objects.requireNonNull(
            sqs.getQueueAttributes(
                    request ->
                        request
                            .queueUrl(queue)
                            .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
                .attributes()
                .get(QueueAttributeName.VISIBILITY_TIMEOUT),
            "Every queue has one");
    set(Integer.toString(seconds));
  }

  private void set(String seconds) {
    sqs.setQueueAttributes(
        request ->
            request
                .queueUrl(queue)
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, seconds)));
  }

  /** Messages that are received from now on are invisible for as long as the stack says. */
  void restore() {
    set(before);
  }
}
