package dev.rondo.faults;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Rondo with a fault put into its source: the text is replaced, the file compiled, and every module
 * of Rondo loaded anew that uses the file. The others are compiled to machine code only once for
 * all mutants.
 */
final class Mutant extends ClassLoader {

  private static final Path HOME = Path.of(System.getProperty("rondo.home", ".."));

  /** The modules that each module uses. */
  private static final Map<String, Set<String>> USES =
      Map.of(
          "settings", Set.of(),
          "privacy", Set.of(),
          "protocol", Set.of(),
          "statemachine", Set.of(),
          "local", Set.of("protocol"),
          "unmasking", Set.of("protocol", "privacy"),
          "rounds", Set.of("protocol", "settings", "privacy"));

  private final Map<String, byte[]> mutated;
  private final Map<String, String> machines;
  private final Set<String> modules;

  private Mutant(
      Map<String, byte[]> mutated, Map<String, String> machines, Set<String> mutatedModules) {
    super(Mutant.class.getClassLoader());
    this.mutated = mutated;
    this.machines = machines;
    this.modules = mutatedModules;
  }

  /**
   * A change of a source file of protocol or rounds, or of a state machine.
   *
   * @param file below the package dev.rondo, such as {@code rounds/step/Aggregate.java}, or the
   *     name of the state machine's file
   * @param found text that must be there exactly once
   * @param replacement what takes its place
   */
  record Edit(String file, String found, String replacement) {

    private boolean isOfMachine() {
      return file.endsWith(".asl.json");
    }

    /** The module whose classes read the file, or come from it. */
    private String module() {
      return isOfMachine() ? "rounds" : file.substring(0, file.indexOf('/'));
    }

    private Path path() {
      return HOME.resolve(isOfMachine() ? "statemachine" : module() + "/src/main/java/dev/rondo")
          .resolve(file);
    }
  }

  static Mutant of(List<Edit> edits) throws IOException {
    Map<String, String> classes = new LinkedHashMap<>();
    Map<String, String> machines = new LinkedHashMap<>();
    for (Edit edit : edits) {
      Map<String, String> sources = edit.isOfMachine() ? machines : classes;
      String source =
          sources.containsKey(edit.file())
              ? sources.get(edit.file())
              : Files.readString(edit.path());
      int at = source.indexOf(edit.found());
      if (at < 0 || source.indexOf(edit.found(), at + 1) >= 0) {
        throw new AssertionError(edit.file() + " is to have once: " + edit.found());
      }
      sources.put(edit.file(), source.replace(edit.found(), edit.replacement()));
    }
    return new Mutant(
        classes.isEmpty() ? Map.of() : compile(classes),
        machines,
        edits.stream().map(Edit::module).collect(Collectors.toSet()));
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    String machine = machines.get(name.substring(name.lastIndexOf('/') + 1));
    return machine == null
        ? super.getResourceAsStream(name)
        : new ByteArrayInputStream(machine.getBytes(StandardCharsets.UTF_8));
  }

  /** A function of a seed, of types that all class loaders share, that runs on the mutant. */
  @SuppressWarnings("unchecked")
  <T> LongFunction<T> newInstance(Class<? extends LongFunction<T>> check)
      throws ReflectiveOperationException {
    return (LongFunction<T>) loadClass(check.getName()).getConstructor().newInstance();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("dev.rondo.") || !isLoadedAnew(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  /** Whether a class is of a module that is not the same as in other mutants. */
  private boolean isLoadedAnew(String name) {
    String module = name.split("\\.", -1)[2];
    Set<String> uses = USES.get(module);
    return uses == null || modules.contains(module) || uses.stream().anyMatch(modules::contains);
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = mutated.get(name);
    if (bytes == null) {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private static Map<String, byte[]> compile(Map<String, String> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    StringWriter messages = new StringWriter();
    try (JavaFileManager files = new Memory(compiler, classes)) {
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((file, text) -> units.add(new Source(file, text)));
      List<String> options =
          List.of("-proc:none", "-nowarn", "--release", "17", "-classpath", classPath());
      if (!compiler.getTask(messages, files, null, options, null, units).call()) {
        throw new AssertionError("A mutant does not compile: " + messages);
      }
    }
    Map<String, byte[]> bytes = new HashMap<>();
    classes.forEach((name, out) -> bytes.put(name, out.toByteArray()));
    return bytes;
  }

  /** The places of the classes that the mutant needs. */
  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///dev/rondo/" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    Memory(JavaCompiler compiler, Map<String, ByteArrayOutputStream> classes) {
      super(compiler.getStandardFileManager(null, null, null));
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        classes.put(name, out);
        return new SimpleJavaFileObject(new URI("string:///" + name.replace('.', '/')), kind) {
          @Override
          public OutputStream openOutputStream() {
            return out;
          }
        };
      } catch (java.net.URISyntaxException e) {
        throw new UncheckedIOException(new IOException(e));
      }
    }
  }
}
