package dev.rondo.protocol.testing;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One parser under fuzzing. Whatever bytes it is given, it reads them or refuses them by its
 * documented exception, with a message that is fit for a log; it takes no more memory than a
 * constant and a multiple of the input, and it comes to an end.
 *
 * <p>The kept inputs lie in {@code src/test/resources/fuzz/}, in a folder named like the test
 * without its "Test". In every build they are all read, and {@value #SLICE} mutations of them; the
 * seed is fixed, so a build does not fail by chance. {@code scripts/fuzz} goes on from the same
 * inputs with Jazzer, through {@link FuzzTarget}.
 */
public final class Fuzz {

  /** Mutations in a build, for each parser. */
  public static final int SLICE = 1_000;

  /** Longer inputs say nothing that shorter ones do not. */
  static final int LONGEST = 1 << 16;

  /** Of one thread's own time, so other work on the machine does not count. */
  private static final Duration MOST_CPU = Duration.ofSeconds(5);

  /** In which all inputs of a build are done with, or one of them hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /** What Jazzer's own work in a parser's code may take, in the parser's bounds. */
  private static final int WATCHED = 16;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is fuzzed. */
  @FunctionalInterface
  public interface Parser {

    /** Returns when the input is good, and throws when it is not. */
    void parse(byte[] input) throws Exception;
  }

  /**
   * What came of some inputs.
   *
   * @param accepted how many were read
   * @param refused how many were refused as documented
   */
  public record Tally(int accepted, int refused) {

    public int inputs() {
      return accepted + refused;
    }
  }

  private final Class<?> test;
  private final Parser parser;
  private final Set<Class<?>> documented;
  private final long fixedBytes;
  private final long bytesPerByte;
  private final List<byte[]> more;

  private Fuzz(
      Class<?> test,
      Parser parser,
      Set<Class<?>> documented,
      long fixedBytes,
      long bytesPerByte,
      List<byte[]> more) {
    this.test = test;
    this.parser = parser;
    this.documented = documented;
    this.fixedBytes = fixedBytes;
    this.bytesPerByte = bytesPerByte;
    this.more = more;
  }

  /**
   * A parser.
   *
   * @param test the test, whose name is that of the folder of kept inputs
   * @param documented the exceptions by which it refuses; their subclasses are others
   */
  public static Fuzz of(Class<?> test, Parser parser, Class<?>... documented) {
    return new Fuzz(test, parser, Set.of(documented), 1 << 20, 64, List.of());
  }

  /** With this bound on what one input may allocate, in place of 1 MiB and 64 bytes a byte. */
  public Fuzz allocating(long fixed, long perByte) {
    return new Fuzz(test, parser, documented, fixed, perByte, more);
  }

  /** With more inputs to begin from, which are easier made than kept. */
  public Fuzz from(List<byte[]> inputs) {
    return new Fuzz(test, parser, documented, fixedBytes, bytesPerByte, List.copyOf(inputs));
  }

  /**
   * Gives the parser one input.
   *
   * @return whether it was read, and not refused
   * @throws AssertionError for anything else
   */
  public boolean check(byte[] input) {
    return check(input, 1);
  }

  /** As {@link #check}, in code that Jazzer watches, which itself takes more of everything. */
  void checkWatched(byte[] input) {
    check(input, WATCHED);
  }

  private boolean check(byte[] input, int times) {
    Run run = run(input);
    long bound = times * (fixedBytes + bytesPerByte * input.length);
    if (run.allocated() > bound || run.cpu().compareTo(MOST_CPU.multipliedBy(times)) > 0) {
      // Loading classes is the first input's price, and none of its own.
      run = run(input);
    }
    if (run.allocated() > bound) {
      throw new AssertionError(
          "%d bytes of input took %,d bytes of memory, over %,d"
              .formatted(input.length, run.allocated(), bound));
    }
    if (run.cpu().compareTo(MOST_CPU.multipliedBy(times)) > 0) {
      throw new AssertionError("%d bytes of input took %s".formatted(input.length, run.cpu()));
    }
    return run.accepted();
  }

  /** Gives the parser every kept input. */
  public Tally replay() {
    Map<String, byte[]> seeds = seeds();
    return watched(List.copyOf(seeds.entrySet()), Map.Entry::getKey, Map.Entry::getValue);
  }

  /** Gives the parser mutations of the kept inputs, the same in every build. */
  public Tally mutate() {
    List<byte[]> seeds = List.copyOf(seeds().values());
    return watched(
        IntStream.range(0, SLICE).boxed().toList(),
        number -> "mutation " + number,
        number -> new Mutator(new SplittableRandom(number)).mutate(seeds));
  }

  private record Run(boolean accepted, long allocated, Duration cpu) {}

  private Run run(byte[] input) {
    byte[] own = input.clone();
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long nanos = THREADS.getCurrentThreadCpuTime();
    boolean accepted = true;
    try {
      parser.parse(own);
    } catch (Throwable e) {
      if (!documented.contains(e.getClass())) {
        throw new AssertionError("undocumented: " + e, e);
      }
      accepted = false;
      checkMessage(e);
    }
    return new Run(
        accepted,
        THREADS.getCurrentThreadAllocatedBytes() - bytes,
        Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - nanos));
  }

  private static void checkMessage(Throwable e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      throw new AssertionError("it does not say why", e);
    }
    if (message.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      throw new AssertionError("it says why in control characters", e);
    }
  }

  private <T> Tally watched(List<T> all, Function<T, String> name, Function<T, byte[]> input) {
    return assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          int accepted = 0;
          for (T each : all) {
            accepted += checkNamed(name.apply(each), input.apply(each)) ? 1 : 0;
          }
          return new Tally(accepted, all.size() - accepted);
        });
  }

  private boolean checkNamed(String name, byte[] input) {
    try {
      return check(input);
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s, %s (%s): %s".formatted(test.getSimpleName(), name, keep(input), e.getMessage()), e);
    }
  }

  /** Leaves an input where it can be looked at, and from where it can be kept. */
  private Path keep(byte[] input) {
    try {
      Path folder = Files.createDirectories(Path.of("target", "fuzz"));
      String digest = HexFormat.of().toHexDigits(Arrays.hashCode(input));
      return Files.write(folder.resolve(folderName() + "-" + digest), input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String folderName() {
    return test.getSimpleName().replaceFirst("Test$", "");
  }

  /** What fuzzing begins from, by name. */
  Map<String, byte[]> seeds() {
    Map<String, byte[]> seeds = kept();
    for (int i = 0; i < more.size(); i++) {
      seeds.put("made-" + i, more.get(i));
    }
    return seeds;
  }

  private Map<String, byte[]> kept() {
    String folder = "/fuzz/" + folderName();
    URL url = test.getResource(folder);
    if (url == null) {
      throw new IllegalStateException("There are no kept inputs in src/test/resources" + folder);
    }
    Map<String, byte[]> kept = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
      for (Path file : files.toList()) {
        kept.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return kept;
  }
}
