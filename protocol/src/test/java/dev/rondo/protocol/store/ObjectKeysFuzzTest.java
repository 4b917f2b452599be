package dev.rondo.protocol.store;

import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Any bytes as an object's key: parsed, or said to be another's, without an exception. */
class ObjectKeysFuzzTest extends FuzzContract {

  private static final String JOB = "digits";

  @Override
  protected Fuzz fuzz() {
    return Fuzz.of(ObjectKeysFuzzTest.class, ObjectKeysFuzzTest::parse, NoKey.class).from(seeds());
  }

  /** Tells the fuzzing that this was no key. */
  private static final class NoKey extends Exception {
    NoKey() {
      super("no key that Rondo knows");
    }
  }

  private static void parse(byte[] input) throws NoKey {
    String key = new String(input, StandardCharsets.UTF_8);
    Optional<UpdateKey> update = ObjectKeys.parseUpdate(key);
    if (update.isPresent()) {
      UpdateKey parts = update.get();
      expect(key, ObjectKeys.update(parts.job(), parts.round(), parts.client()));
    }
    ObjectKeys.parseJob(key).ifPresent(job -> expect(key, ObjectKeys.job(job)));
    boolean known =
        update.isPresent()
            || ObjectKeys.partialCount(key) > 0
            || ObjectKeys.parseVerdict(key).isPresent()
            || ObjectKeys.roundOfUpdate(key).isPresent()
            || ObjectKeys.parseRejected(key).isPresent()
            || ObjectKeys.parseJob(key).isPresent()
            || ObjectKeys.parseRound(key).isPresent()
            || ObjectKeys.parseManifest(key).isPresent();
    if (!known) {
      throw new NoKey();
    }
  }

  private static void expect(String key, String again) {
    if (!again.equals(key)) {
      throw new AssertionError("'" + key + "' is read as '" + again + "'");
    }
  }

  private static List<byte[]> seeds() {
    String digest = "0123456789abcdef".repeat(4);
    return Stream.of(
            ObjectKeys.update(JOB, 1, "AROA:i-1"),
            ObjectKeys.partial(JOB, 12, 3, digest),
            ObjectKeys.verdict(JOB, 12, 5),
            ObjectKeys.duplicate(JOB, 1, "c"),
            ObjectKeys.rejected(JOB, 1, "c"),
            ObjectKeys.job(JOB),
            ObjectKeys.plan(JOB, 1),
            ObjectKeys.manifest(JOB, 99_999_999),
            "updates/a/00000000/..safetensors",
            "updates/a/00000001/../../x.safetensors",
            "updates/a/\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661/c.safetensors",
            "updates/a/99999999/c.safetensors\n",
            "",
            "/".repeat(60_000),
            "updates/" + "a".repeat(60_000),
            "\u0000")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
