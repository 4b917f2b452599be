package dev.rondo.aws.queue;

import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.testing.TaskQueueContract;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The contract in real time, which is why the visibility is short. */
abstract class SqsQueueContract extends TaskQueueContract {

  private static final Duration VISIBILITY = Duration.ofSeconds(6);

  private TaskQueue queue;
  private static final AtomicInteger QUEUES = new AtomicInteger();

  protected abstract SqsClient sqs();

  @BeforeEach
  void emptyQueue() {
    String name = "seats-" + QUEUES.incrementAndGet();
    String url =
        sqs()
            .createQueue(
                b ->
                    b.queueName(name)
                        .attributes(
                            Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                String.valueOf(VISIBILITY.toSeconds()))))
            .queueUrl();
    queue = new SqsTaskQueue(sqs(), url, Duration.ZERO);
  }

  @Override
  protected Duration visibility() {
    return VISIBILITY;
  }

  @Override
  protected TaskQueue queue() {
    return queue;
  }

  @Override
  protected void pass(Duration time) {
    Awaitility.await()
        .pollDelay(time)
        .timeout(time.plusSeconds(120))
        .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(queue).isNotNull());
  }
}
