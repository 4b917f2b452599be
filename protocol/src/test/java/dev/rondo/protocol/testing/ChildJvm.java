package dev.rondo.protocol.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process that runs a main class of the tests. */
public final class ChildJvm {

  private ChildJvm() {}

  /** Starts it; what it says comes out of its standard output, errors too. */
  public static Process start(Class<?> main, List<String> jvmOptions, String... args)
      throws IOException {
    return builder(main, jvmOptions, args).redirectErrorStream(true).start();
  }

  /** To change where its output goes before it starts. */
  public static ProcessBuilder builder(Class<?> main, List<String> jvmOptions, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")));
    command.add(main.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).directory(new File("").getAbsoluteFile());
  }
}
