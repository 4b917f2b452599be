package dev.rondo.aws.store;

import dev.rondo.aws.testing.SharedClients;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.testing.ObjectStoreContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalStackStoreTest extends ObjectStoreContract {

  @RegisterExtension static final SharedClients AWS = SharedClients.ofLocalStack("s3");
  private ObjectStore store;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  @BeforeEach
  void emptyBucket() {
    String bucket = "bucket-" + BUCKETS.incrementAndGet();
    AWS.get().s3().createBucket(b -> b.bucket(bucket));
    store = new S3ObjectStore(AWS.get().s3(), bucket);
  }

  /** As on S3. */
  @Override
  protected int leastPartBytes() {
    return 5 << 20;
  }

  /** LocalStack 4.14.0 can leave an empty object. */
  @Override
  protected boolean completesUploadsAtOnce() {
    return false;
  }

  @Override
  protected ObjectStore store() {
    return store;
  }
}
