package dev.rondo.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The standard output of the process. A {@link PrintWriter} hides that it cannot write; this class
 * remembers it.
 */
public final class StandardOutput {

  private final Stream stream;
  private final PrintWriter writer;

  /**
   * Writes to a stream.
   *
   * @param charset of the text
   */
  public StandardOutput(OutputStream out, Charset charset) {
    this.stream = new Stream(out);
    this.writer = new PrintWriter(stream, true, charset);
  }

  /** The standard output of this process, in the charset of its terminal. */
  public static StandardOutput ofProcess() {
    String charset =
        Optional.ofNullable(System.getProperty("stdout.encoding"))
            .or(() -> Optional.ofNullable(System.getProperty("sun.stdout.encoding")))
            .orElse(Charset.defaultCharset().name());
    return new StandardOutput(
        new FileOutputStream(FileDescriptor.out),
        Charset.isSupported(charset) ? Charset.forName(charset) : Charset.defaultCharset());
  }

  public PrintWriter writer() {
    return writer;
  }

  /**
   * Writes what is left, and returns why something could not be written. That the reader of a pipe
   * has seen enough, as in {@code rondo model list | head -1}, is no failure.
   */
  public Optional<String> failure() {
    writer.flush();
    return stream
        .failure
        .filter(e -> !isReaderGone(e))
        .map(
            e ->
                "Cannot write to standard output: "
                    + e.getMessage()
                    + ". Free space, or redirect the output to another file.");
  }

  /** The system's text can be in another language, so the kind of the output counts too. */
  private static boolean isReaderGone(IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return reason.contains("pipe") || isPipe(Path.of("/proc/self/fd/1"));
  }

  private static boolean isPipe(Path output) {
    try {
      return Files.readSymbolicLink(output).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException | InvalidPathException e) {
      return false;
    }
  }

  /** After a failure it writes nothing more, so that no text is missing in the middle. */
  private static final class Stream extends FilterOutputStream {

    private Optional<IOException> failure = Optional.empty();

    Stream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      if (failure.isPresent()) {
        return;
      }
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = Optional.of(e);
        throw e;
      }
    }
  }
}
