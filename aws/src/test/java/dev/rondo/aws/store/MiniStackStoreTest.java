package dev.rondo.aws.store;

import dev.rondo.aws.testing.Emulator;
import dev.rondo.core.store.ObjectStore;
import dev.rondo.core.testing.ObjectStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MiniStackStoreTest extends ObjectStoreContract {

  private Emulator emulator;
  private ObjectStore store;
  private int buckets;

  @BeforeAll
  void start() {
    emulator = Emulator.startIfInstalled();
  }

  @AfterAll
  void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @BeforeEach
  void emptyBucket() {
    String bucket = "bucket-" + buckets++;
    emulator.clients().s3().createBucket(b -> b.bucket(bucket));
    store = new S3ObjectStore(emulator.clients().s3(), bucket);
  }

  @Override
  protected ObjectStore store() {
    return store;
  }
}
