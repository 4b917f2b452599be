package dev.rondo.rounds.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.parts.NumberRange.Stretch;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NumberRangeTest {

  private static final String KEY = "file";

  private final MemoryStore memory = new MemoryStore();
  private final List<Long> requests = new ArrayList<>();

  /** The store as a network is: it reads and skips only some bytes at a time. */
  private final ObjectStore store =
      new ForwardingStore(memory) {
        @Override
        public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
          requests.add(length);
          return super.getRange(object, from, length)
              .map(found -> new StoredObject(found.info(), slow(found.body())));
        }
      };

  private static InputStream slow(InputStream body) {
    return new FilterInputStream(body) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(length, 3));
      }

      @Override
      public long skip(long bytes) throws IOException {
        return super.skip(Math.min(bytes, 4096));
      }
    };
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private NumberRange range(byte[] file, List<Stretch> stretches) {
    memory.put(KEY, Content.of(file));
    return new NumberRange(memory.head(KEY).orElseThrow(), stretches);
  }

  private static byte[] expected(byte[] file, List<Stretch> stretches, int length) {
    byte[] expected = new byte[length];
    for (Stretch stretch : stretches) {
      System.arraycopy(file, (int) stretch.at(), expected, stretch.to(), stretch.bytes());
    }
    return expected;
  }

  @Property(tries = 200)
  void everyStretchGoesWhereItBelongsWhateverIsBetweenThem(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int count,
      @ForAll @IntRange(max = 20) int smallGap) {
    Random random = new Random(seed);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(i);
    }
    Collections.shuffle(places, random);
    List<Stretch> stretches = new ArrayList<>();
    int at = random.nextInt(10);
    int gaps = 0;
    for (int place : places) {
      int bytes = 1 + random.nextInt(8);
      stretches.add(new Stretch(at, bytes, 8 * place));
      int gap = random.nextInt(40);
      gaps += gap > smallGap && stretches.size() < count ? 1 : 0;
      at += bytes + gap;
    }
    byte[] file = random(random, at);
    byte[] buffer = new byte[8 * count];
    requests.clear();

    range(file, stretches).read(store, buffer, smallGap);

    assertThat(buffer).isEqualTo(expected(file, stretches, buffer.length));
    assertThat(requests).hasSize(1 + gaps);
  }

  @Example
  void aGapUpToTheSmallestIsReadOverAndALargerOneIsNot() {
    int small = (int) NumberRange.SMALL_GAP;
    for (int gap : new int[] {0, 4095, 4096, 4097, 8193, 70_000, small, small + 1}) {
      byte[] file = random(new Random(gap), gap + 20);
      List<Stretch> stretches = List.of(new Stretch(4, 8, 8), new Stretch(12 + gap, 8, 0));
      byte[] buffer = new byte[16];
      requests.clear();

      range(file, stretches).read(store, buffer);

      assertThat(buffer).as("a gap of %d", gap).isEqualTo(expected(file, stretches, 16));
      assertThat(requests).isEqualTo(gap > small ? List.of(8L, 8L) : List.of(16L + gap));
    }
  }

  @Property(tries = 100)
  void stretchesThatAreJoinedReadTheSame(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int count) {
    Random random = new Random(seed);
    List<Stretch> stretches = new ArrayList<>();
    int at = 0;
    int to = 0;
    for (int i = 0; i < count; i++) {
      int bytes = 1 + random.nextInt(4);
      stretches.add(new Stretch(at, bytes, to));
      at += bytes + (random.nextBoolean() ? 1 : 0);
      to += bytes + (random.nextBoolean() ? 1 : 0);
    }
    byte[] file = random(random, at);
    byte[] buffer = new byte[to];
    List<Stretch> joined = NumberRange.joined(stretches);

    range(file, joined).read(store, buffer);

    assertThat(buffer).isEqualTo(expected(file, stretches, to));
    for (int i = 1; i < joined.size(); i++) {
      Stretch last = joined.get(i - 1);
      boolean touches =
          last.end() == joined.get(i).at() && last.to() + last.bytes() == joined.get(i).to();
      assertThat(touches).isFalse();
    }
  }

  @Example
  void aFileThatWasReplacedOrIsTooShortIsNotRead() {
    NumberRange range = range(new byte[20], List.of(new Stretch(4, 8, 0)));
    memory.put(KEY, Content.of(random(new Random(1), 20)));

    assertThatThrownBy(() -> range.read(store, new byte[8]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("replaced after the decision");

    NumberRange there = range(new byte[20], List.of(new Stretch(4, 8, 0)));
    ObjectStore torn =
        new ForwardingStore(memory) {
          @Override
          public Optional<StoredObject> getRange(ObjectInfo object, long from, long length) {
            return super.getRange(object, from, length - 1);
          }
        };
    assertThatThrownBy(() -> there.read(torn, new byte[8]))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("shorter");
  }
}
