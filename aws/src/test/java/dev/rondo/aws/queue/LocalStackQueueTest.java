package dev.rondo.aws.queue;

import dev.rondo.aws.testing.SharedClients;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.SqsClient;

class LocalStackQueueTest extends SqsQueueContract {

  @RegisterExtension static final SharedClients AWS = SharedClients.ofLocalStack("sqs");

  @Override
  protected SqsClient sqs() {
    return AWS.get().sqs();
  }
}
