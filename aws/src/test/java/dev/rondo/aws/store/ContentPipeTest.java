package dev.rondo.aws.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.protocol.store.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentPipeTest {

  /** Numbered bytes, and how far ahead of the reader they were written. */
  private static final class Numbered implements Content {

    private final long size;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong furthestAhead = new AtomicLong();

    Numbered(long size) {
      this.size = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (long i = 0; i < size; i++) {
        out.write((int) (i % 251));
        furthestAhead.accumulateAndGet(i + 1 - read.get(), Math::max);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        ContentPipe.CHUNK - 1,
        ContentPipe.CHUNK,
        ContentPipe.CHUNK + 1,
        3L * ContentPipe.CHUNK,
        20L * ContentPipe.CHUNK + 5
      })
  void whatIsWrittenIsReadAndTheWriterIsNeverFarAhead(long size) throws IOException {
    Numbered content = new Numbered(size);
    try (ContentPipe pipe = new ContentPipe(content)) {
      byte[] some = new byte[1009];
      long total = 0;
      for (int count = pipe.read(some, 0, 1009); count >= 0; count = pipe.read(some, 0, 1009)) {
        for (int i = 0; i < count; i++) {
          assertThat(some[i]).isEqualTo((byte) ((total + i) % 251));
        }
        total += count;
        content.read.set(total);
      }

      assertThat(total).isEqualTo(size);
      assertThat(pipe.read()).isEqualTo(-1);
      assertThat(content.furthestAhead.get())
          .isLessThanOrEqualTo((ContentPipe.CHUNKS + 3L) * ContentPipe.CHUNK);
    }
  }

  @Test
  void closingTheReaderEndsTheWriter() throws IOException {
    Content endless =
        new Content() {
          @Override
          public long size() {
            return Long.MAX_VALUE;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            while (true) {
              out.write(new byte[10_000]);
            }
          }
        };
    ContentPipe pipe = new ContentPipe(endless);
    assertThat(pipe.read()).isZero();

    pipe.close(); // Returns only when the writer has ended.

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("rondo-upload");
    assertThatThrownBy(() -> pipe.transferTo(OutputStream.nullOutputStream()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("aborted");
  }

  @Test
  void theLastBytesAreHeldBackFromAContentThatFailsAtItsVeryEnd() {
    IOException late = new IOException("late");
    Content failing =
        new Content() {
          @Override
          public long size() {
            return 2L * ContentPipe.CHUNK;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            out.write(new byte[2 * ContentPipe.CHUNK]);
            throw late;
          }
        };
    AtomicLong read = new AtomicLong();

    assertThatThrownBy(
            () -> {
              try (InputStream pipe = new ContentPipe(failing)) {
                while (pipe.read() >= 0) {
                  read.incrementAndGet();
                }
              }
            })
        .isInstanceOf(ContentPipe.FailedException.class)
        .hasCause(late);
    assertThat(read.get()).isLessThan(2L * ContentPipe.CHUNK);
  }
}
