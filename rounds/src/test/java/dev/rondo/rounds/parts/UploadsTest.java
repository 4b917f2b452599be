package dev.rondo.rounds.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.rounds.aggregation.NewVersion;
import dev.rondo.rounds.testing.TestJob;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads that nobody will complete are given up, because S3 charges for their parts. */
class UploadsTest {

  private static final NewVersion VERSION =
      new NewVersion("digest", "jobs/one-hot/model", Optional.of("jobs/one-hot/state"));

  private final TestJob job = TestJob.created();

  @BeforeEach
  void open() {
    job.open(1);
  }

  private Uploads uploads() {
    return new Uploads(job.memory, job.plan(1));
  }

  @Test
  void whoBeginsSecondGivesUpItsOwnUploadsAndTakesTheFirst() {
    VersionUploads first = uploads().begin(VERSION);

    assertThat(uploads().begin(VERSION)).isEqualTo(first);
    assertThat(job.memory.uploads()).containsExactlyInAnyOrderElementsOf(first.all().toList());
  }

  @Test
  void whoRenewsGivesUpTheUploadsThatAreGone() {
    VersionUploads first = uploads().begin(VERSION);

    uploads().renew(VERSION, first);

    VersionUploads second = uploads().current().orElseThrow();
    assertThat(second).isNotEqualTo(first);
    assertThat(job.memory.uploads()).containsExactlyInAnyOrderElementsOf(second.all().toList());
  }

  @Test
  void nobodyRenewsWhatHasBeenRenewedAlready() {
    VersionUploads first = uploads().begin(VERSION);
    uploads().renew(VERSION, first);
    VersionUploads second = uploads().current().orElseThrow();

    uploads().renew(VERSION, first);

    assertThat(uploads().current()).contains(second);
    assertThat(job.memory.uploads()).containsExactlyInAnyOrderElementsOf(second.all().toList());
  }

  /** Another caller renews between the read and the write of the one under test. */
  @Test
  void whoRenewsAtTheSameTimeAsAnotherGivesUpItsOwnUploads() {
    VersionUploads first = uploads().begin(VERSION);
    ForwardingStore overtaken =
        new ForwardingStore(job.memory) {
          private boolean done;

          @Override
          public PutOutcome putIfMatch(String key, String etag, Content content) {
            if (!done && key.equals(ObjectKeys.upload(TestJob.ID, 1))) {
              done = true;
              uploads().renew(VERSION, first);
            }
            return super.putIfMatch(key, etag, content);
          }
        };

    new Uploads(overtaken, job.plan(1)).renew(VERSION, first);

    VersionUploads current = uploads().current().orElseThrow();
    assertThat(job.memory.uploads()).containsExactlyInAnyOrderElementsOf(current.all().toList());
  }
}
