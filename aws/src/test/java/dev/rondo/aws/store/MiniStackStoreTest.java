package dev.rondo.aws.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.testing.SharedClients;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.testing.ObjectStoreContract;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MiniStackStoreTest extends ObjectStoreContract {

  @RegisterExtension static final SharedClients AWS = SharedClients.ofEmulator();
  private ObjectStore store;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  @BeforeEach
  void emptyBucket() {
    String bucket = "bucket-" + BUCKETS.incrementAndGet();
    AWS.get().s3().createBucket(b -> b.bucket(bucket));
    store = new S3ObjectStore(AWS.get().s3(), bucket);
  }

  @Test
  void aListingIsWholeHoweverLongItIs() {
    List<String> keys = IntStream.range(0, 1005).mapToObj("k/%04d"::formatted).toList();
    keys.forEach(key -> store.put(key, Content.of(new byte[1])));

    assertThat(store.list("k/")).extracting(ObjectInfo::key).isEqualTo(keys);
  }

  @Override
  protected ObjectStore store() {
    return store;
  }
}
