package dev.rondo.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.PutOutcome;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.store.Upload;
import dev.rondo.protocol.store.UploadOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every store does. Extend it, once for each implementation. */
public abstract class ObjectStoreContract {

  /** An empty store; the same one throughout a test. */
  protected abstract ObjectStore store();

  private static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private String read(String key) {
    try (StoredObject object = store().get(key).orElseThrow()) {
      return new String(object.body().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> keys(String prefix) {
    return store().list(prefix).stream().map(ObjectInfo::key).toList();
  }

  private String tag(String key) {
    return store().head(key).orElseThrow().etag();
  }

  @Test
  void whatIsAbsentIsEmptyAndNoError() {
    assertThat(store().head("jobs/a/job.json")).isEmpty();
    assertThat(store().get("jobs/a/job.json")).isEmpty();
    assertThat(store().list("jobs/")).isEmpty();
    assertThat(store().list("")).isEmpty();
  }

  @Test
  void aFolderIsNoObject() {
    store().put("jobs/a/job.json", text("x"));

    assertThat(store().head("jobs/a")).isEmpty();
    assertThat(store().get("jobs")).isEmpty();
  }

  @Test
  void whatWasPutIsReadBackWithItsSizeAndItsTag() throws IOException {
    String etag = store().put("jobs/a/job.json", text("hello"));

    ObjectInfo expected = new ObjectInfo("jobs/a/job.json", 5, etag);
    assertThat(store().head("jobs/a/job.json")).contains(expected);
    assertThat(store().list("jobs/")).containsExactly(expected);
    assertThat(store().keys("jobs/")).containsExactly(expected.key());
    try (StoredObject object = store().get("jobs/a/job.json").orElseThrow()) {
      assertThat(object.info()).isEqualTo(expected);
      assertThat(object.body().readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @Test
  void anEmptyObjectIsAnObject() {
    store().put("a", text(""));

    assertThat(store().head("a").orElseThrow().size()).isZero();
    assertThat(read("a")).isEmpty();
  }

  @Test
  void theTagChangesWithTheContentEvenWhenTheLengthDoesNot() {
    String first = store().put("a", text("one"));
    String second = store().put("a", text("two"));

    assertThat(second).isNotEqualTo(first).isEqualTo(tag("a"));
    assertThat(read("a")).isEqualTo("two");
  }

  @Test
  void putIfAbsentLeavesWhatIsThere() {
    PutOutcome first = store().putIfAbsent("a", text("one"));
    PutOutcome second = store().putIfAbsent("a", text("two"));

    assertThat(first).isEqualTo(new PutOutcome.Stored(tag("a")));
    assertThat(second).isEqualTo(new PutOutcome.Conflict());
    assertThat(read("a")).isEqualTo("one");
  }

  @Test
  void putIfMatchReplacesOnlyWhatHasTheTag() {
    String first = store().put("a", text("one"));

    assertThat(store().putIfMatch("a", first, text("two")))
        .isEqualTo(new PutOutcome.Stored(tag("a")));
    assertThat(store().putIfMatch("a", first, text("three"))).isEqualTo(new PutOutcome.Conflict());
    assertThat(read("a")).isEqualTo("two");
  }

  @Test
  void putIfMatchDoesNotCreate() {
    assertThat(store().putIfMatch("a", "tag", text("x"))).isEqualTo(new PutOutcome.Conflict());
    assertThat(store().head("a")).isEmpty();
  }

  @Test
  void ofManyThreadsThatPutIfAbsentExactlyOneWins() {
    for (int turn = 0; turn < 20; turn++) {
      String key = "race/" + turn;
      List<PutOutcome> outcomes =
          Threads.together(8, i -> () -> store().putIfAbsent(key, text("from " + i)));

      assertThat(outcomes).filteredOn(o -> o instanceof PutOutcome.Stored).hasSize(1);
      int winner = outcomes.indexOf(new PutOutcome.Stored(tag(key)));
      assertThat(read(key)).isEqualTo("from " + winner);
    }
  }

  @Test
  void ofManyThreadsThatPutIfMatchExactlyOneWins() {
    for (int turn = 0; turn < 20; turn++) {
      String key = "race/" + turn;
      String etag = store().put(key, text("from x"));
      List<PutOutcome> outcomes =
          Threads.together(8, i -> () -> store().putIfMatch(key, etag, text("from " + i)));

      assertThat(outcomes).filteredOn(o -> o instanceof PutOutcome.Stored).hasSize(1);
      assertThat(read(key)).isEqualTo("from " + outcomes.indexOf(new PutOutcome.Stored(tag(key))));
    }
  }

  @Test
  void noIncrementIsLost() {
    store().put("counter", text("0000"));

    Threads.together(
        4,
        i ->
            () -> {
              for (int done = 0; done < 50; ) {
                String etag = tag("counter");
                String next = "%04d".formatted(Integer.parseInt(read("counter")) + 1);
                if (store().putIfMatch("counter", etag, text(next)) instanceof PutOutcome.Stored) {
                  done++;
                }
              }
              return i;
            });

    assertThat(read("counter")).isEqualTo("0200");
  }

  @Test
  void aReaderSeesAllOfAnObjectOrNoneOfIt() {
    AtomicInteger writersLeft = new AtomicInteger(1);
    List<Integer> torn =
        Threads.together(
            3,
            i ->
                () -> {
                  if (i == 0) {
                    for (int n = 0; n < 200; n++) {
                      store().put("a", Content.of(repeated(n)));
                    }
                    writersLeft.decrementAndGet();
                    return 0;
                  }
                  int bad = 0;
                  while (writersLeft.get() > 0) {
                    bad += isTorn("a") ? 1 : 0;
                  }
                  return bad;
                });

    assertThat(torn).containsOnly(0);
  }

  private static byte[] repeated(int n) {
    byte[] bytes = new byte[40_000 + 1000 * (n % 7)];
    Arrays.fill(bytes, (byte) n);
    return bytes;
  }

  private boolean isTorn(String key) throws IOException {
    var found = store().get(key);
    if (found.isEmpty()) {
      return false;
    }
    try (StoredObject object = found.get()) {
      byte[] bytes = object.body().readAllBytes();
      byte[] same = bytes.clone();
      Arrays.fill(same, bytes[0]);
      return bytes.length != object.info().size() || !Arrays.equals(bytes, same);
    }
  }

  @Test
  void listingWhileOthersWriteIsNoError() {
    List<Integer> counts =
        Threads.together(
            3,
            i ->
                () -> {
                  for (int n = 0; n < 100; n++) {
                    if (i == 0) {
                      store().put("a/" + n, text("x"));
                      store().put("replaced", text("x" + n));
                    } else {
                      assertThat(store().list("")).doesNotHaveDuplicates();
                    }
                  }
                  return store().list("").size();
                });

    assertThat(counts).hasSize(3);
    assertThat(keys("")).hasSize(101);
  }

  @Test
  void aListingIsInTheOrderOfTheBytesOfTheKeys() {
    List<String> sorted =
        List.of(
            "r/,", "r/-", "r/.a", "r/0", "r/0-", "r/0/z", "r/00", "r/:", "r/=", "r/@", "r/A", "r/B",
            "r/_", "r/a", "r/b");
    for (int i = sorted.size() - 1; i >= 0; i--) {
      if (!sorted.get(i).equals("r/0")) { // A folder on a disk cannot be a file as well.
        store().put(sorted.get(i), text("x"));
      }
    }

    assertThat(keys("r/")).isEqualTo(sorted.stream().filter(k -> !k.equals("r/0")).toList());
  }

  @Test
  void aPrefixNeedNotEndAtASlash() {
    List.of("jobs/a/job.json", "jobs/ab/job.json", "jobs/b/job.json", "updates/a/x")
        .forEach(key -> store().put(key, text("x")));

    assertThat(keys("jobs/a")).containsExactly("jobs/a/job.json", "jobs/ab/job.json");
    assertThat(keys("jobs/a/")).containsExactly("jobs/a/job.json");
    assertThat(keys("jo")).hasSize(3);
    assertThat(keys("jobs/a/job.json")).containsExactly("jobs/a/job.json");
    assertThat(keys("jobs/c")).isEmpty();
  }

  @Test
  void everyClientsIdCanBeInAKey() {
    List<String> clients =
        List.of(
            "AROAEXAMPLE:i-0123456789abcdef0",
            "cluster.namespace.pod-0",
            "a=b,c@d",
            "...",
            "-",
            "x".repeat(193));

    clients.forEach(c -> store().put(ObjectKeys.update("job", 1, c), text(c)));

    assertThat(clients)
        .allSatisfy(c -> assertThat(read(ObjectKeys.update("job", 1, c))).isEqualTo(c));
    assertThat(keys(ObjectKeys.updates("job", 1)))
        .containsExactlyInAnyOrderElementsOf(
            clients.stream().map(c -> ObjectKeys.update("job", 1, c)).toList());
  }

  /** Three bytes that call themselves ten. */
  private static Content liar() {
    return new Content() {
      @Override
      public long size() {
        return 10;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(new byte[3]);
      }
    };
  }

  @Test
  void contentThatIsNotOfItsSizeIsADefectAndLeavesNothing() {
    Content liar = liar();

    assertThatThrownBy(() -> store().put("a", liar)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store().putIfAbsent("b", liar))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store().list("")).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsToldWithItsReasonAndLeavesWhatWasThere() {
    String etag = store().put("a", text("before"));
    Content breaking =
        new Content() {
          @Override
          public long size() {
            return 100_000;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            out.write(new byte[50_000]);
            throw new IOException("No space left on device");
          }
        };

    assertThatThrownBy(() -> store().put("a", breaking))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("a")
        .hasMessageContaining("No space left on device");
    assertThatThrownBy(() -> store().putIfMatch("a", etag, breaking))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store().putIfAbsent("b", breaking)).isInstanceOf(StoreException.class);
    assertThat(keys("")).containsExactly("a");
    assertThat(read("a")).isEqualTo("before");
    assertThat(tag("a")).isEqualTo(etag);
  }

  private String read(ObjectInfo object, long from, long length) {
    try (StoredObject range = store().getRange(object, from, length).orElseThrow()) {
      assertThat(range.info()).isEqualTo(new ObjectInfo(object.key(), length, object.etag()));
      return new String(range.body().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRangeIsThatPartOfTheObject() {
    store().put("a", text("0123456789"));
    ObjectInfo a = store().head("a").orElseThrow();

    assertThat(read(a, 0, 10)).isEqualTo("0123456789");
    assertThat(read(a, 0, 1)).isEqualTo("0");
    assertThat(read(a, 3, 4)).isEqualTo("3456");
    assertThat(read(a, 9, 1)).isEqualTo("9");
  }

  @Test
  void aRangeBeyondTheObjectIsADefect() {
    ObjectInfo a = new ObjectInfo("a", 10, store().put("a", text("0123456789")));

    for (long[] range : new long[][] {{0, 11}, {10, 1}, {-1, 2}, {0, 0}, {2, Long.MAX_VALUE}}) {
      assertThatThrownBy(() -> store().getRange(a, range[0], range[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aRangeOfAnotherObjectThanTheOneThatIsMeantIsNotRead() {
    ObjectInfo before = new ObjectInfo("a", 3, store().put("a", text("one")));
    store().put("a", text("two"));

    assertThat(store().getRange(before, 0, 3)).isEmpty();
    assertThat(store().getRange(new ObjectInfo("b", 3, before.etag()), 0, 3)).isEmpty();
  }

  private String part(Upload upload, int number, String text) {
    return store().putPart(upload, number, text(text)).orElseThrow();
  }

  /** Bytes of a part of an upload that is not the last one, at least. */
  protected int leastPartBytes() {
    return 1;
  }

  /** Whether an upload that several complete at the same time becomes a whole object, as on S3. */
  protected boolean completesUploadsAtOnce() {
    return true;
  }

  /** A text that is long enough for a part that is not the last one. */
  private String full(String text) {
    return text.repeat(Math.max(1, (leastPartBytes() + text.length() - 1) / text.length()));
  }

  @Test
  void anObjectInPartsAppearsWhenItIsCompletedInTheOrderOfItsParts() {
    Upload upload = store().beginUpload("a/b");
    String begin = full("hello, ");
    String second = part(upload, 2, "world");
    String first = part(upload, 1, begin);

    assertThat(store().head("a/b")).isEmpty();
    assertThat(store().list("")).isEmpty();
    UploadOutcome outcome = store().completeUpload(upload, List.of(first, second));

    assertThat(read("a/b")).isEqualTo(begin + "world");
    assertThat(outcome).isEqualTo(new UploadOutcome.Stored(tag("a/b")));
    assertThat(store().list(""))
        .singleElement()
        .satisfies(object -> assertThat(object.size()).isEqualTo(begin.length() + 5));
  }

  @Test
  void aPartThatIsPutAgainReplacesTheOneBeforeAndTheSameBytesHaveTheSameTag() {
    Upload upload = store().beginUpload("a");
    String first = part(upload, 1, "one");
    String other = part(upload, 1, "two");
    String again = part(upload, 1, "one");

    assertThat(again).isEqualTo(first).isNotEqualTo(other);
    assertThat(store().completeUpload(upload, List.of(again)))
        .isInstanceOf(UploadOutcome.Stored.class);
    assertThat(read("a")).isEqualTo("one");
  }

  @Test
  void anUploadIsCompletedOnlyWhereNothingIs() {
    Upload one = store().beginUpload("a");
    Upload two = store().beginUpload("a");
    List<String> partsOfOne = List.of(part(one, 1, "one"));
    List<String> partsOfTwo = List.of(part(two, 1, "two"));

    assertThat(one).isNotEqualTo(two);
    assertThat(store().completeUpload(one, partsOfOne)).isInstanceOf(UploadOutcome.Stored.class);
    assertThat(store().completeUpload(two, partsOfTwo)).isEqualTo(new UploadOutcome.Conflict());
    store().abortUpload(two);
    assertThat(read("a")).isEqualTo("one");
  }

  @Test
  void anUploadThatWasGivenUpIsGone() {
    Upload upload = store().beginUpload("a");
    String first = part(upload, 1, "one");
    store().abortUpload(upload);
    store().abortUpload(upload);

    assertThat(store().putPart(upload, 2, text("two"))).isEmpty();
    assertThat(store().completeUpload(upload, List.of(first))).isEqualTo(new UploadOutcome.Gone());
    assertThat(store().head("a")).isEmpty();
  }

  @Test
  void anUploadWithoutOneOfItsPartsIsNotCompleted() {
    Upload upload = store().beginUpload("a");
    String first = part(upload, 1, full("one"));
    String another = part(upload, 2, full("two"));

    assertThat(store().completeUpload(upload, List.of(first, first)))
        .isEqualTo(new UploadOutcome.Gone());
    assertThat(store().completeUpload(upload, List.of(first, another, another)))
        .isEqualTo(new UploadOutcome.Gone());
    assertThat(store().head("a")).isEmpty();
  }

  @Test
  void ofManyThreadsThatCompleteAnUploadOneMakesTheObject() {
    Assumptions.assumeTrue(
        completesUploadsAtOnce(), "this emulator completes an upload in several steps");
    String begin = full("one, ");
    for (int turn = 0; turn < 10; turn++) {
      String key = "race/" + turn;
      Upload upload = store().beginUpload(key);
      List<String> parts = List.of(part(upload, 1, begin), part(upload, 2, "two"));

      // S3 may tell more than one of them that it has made it.
      List<UploadOutcome> outcomes =
          Threads.together(4, i -> () -> store().completeUpload(upload, parts));

      assertThat(outcomes).contains(new UploadOutcome.Stored(tag(key)));
      assertThat(read(key)).isEqualTo(begin + "two");
    }
  }

  @Test
  void aPartThatIsNotOfItsSizeIsADefect() {
    Upload upload = store().beginUpload("a");
    Content liar = liar();

    assertThatThrownBy(() -> store().putPart(upload, 1, liar))
        .isInstanceOf(IllegalStateException.class);
  }
}
