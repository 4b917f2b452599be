package dev.rondo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents, texts in code, metrics and commands use the words of docs/GLOSSARY.md. */
class GlossaryTest {

  private static final Path HOME = Path.of(System.getProperty("rondo.home", ".."));

  /** Old words as patterns, and the word of the glossary that replaced each. */
  private static final Map<String, String> OLD_WORDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("\\bcards?\\b", "manifest"),
              Map.entry("\\bcard\\.json\\b", "manifest.json"),
              Map.entry("\\bclaim(s|ed|ing)?\\b", "lease"),
              Map.entry("\\bplay(s|ed|ing)?\\b", "run"),
              Map.entry("\\bplayer(s|\\.json)?\\b", "round owner"),
              Map.entry("\\brehears(al|als|e|ed)\\b", "priming"),
              Map.entry("\\bfound(s|ed)? (a|the) job\\b|\\bfounds one\\b", "create a job"),
              Map.entry("\\bcontributors\\.json\\b", "decision.json"),
              Map.entry("\\bFoldShards?\\b", "FoldPart"),
              Map.entry("\\bplan\\.shards\\b", "plan.parts"),
              Map.entry("\\bsharded\\b", "in parts"),
              Map.entry("\\bin shards\\b", "in parts"),
              Map.entry("\\brondo (rounds|models|init-model)\\b", "round, model, job create")));

  /**
   * "Shard" alone can mean a client's data or a slice of a model, so documents say "data shard" or
   * "model part". Names in code, keys and the split {@code shards:N} are allowed, and so are
   * McMahan's shards of sorted labels.
   */
  private static final String BARE_SHARD =
      "(?<!data[ -])(?<![\\w`/{.\"-])shards?(?![\\w`/}.:*\"-])(?! of sorted labels)";

  /** The literals of a line of Java. */
  private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

  private static final Pattern METRIC = Pattern.compile("[A-Z_]+\\(\"(\\w+)\", Unit\\.");

  private static final Pattern NAME = Pattern.compile("name = \"(\\w+)\"");

  private static final Pattern TEST_NAME = Pattern.compile("^  (?:public )?void (\\w+)\\(.*");

  /** What a metric measures of a term. */
  private static final Set<String> MEASURES =
      Set.of(
          "accuracy",
          "at",
          "bytes",
          "count",
          "duration",
          "ended",
          "exceeded",
          "loss",
          "opened",
          "test",
          "wait");

  private static final Pattern TERM = Pattern.compile("^\\| \\*\\*([^*|]+)\\*\\* \\|");

  @Test
  void documentsDoNotUseOldWords() {
    assertThat(uses(documents(), GlossaryTest::read, OLD_WORDS)).isEmpty();
  }

  @Test
  void documentsSayDataShardOrModelPart() {
    assertThat(uses(documents(), GlossaryTest::read, Map.of(BARE_SHARD, "data shard, model part")))
        .isEmpty();
  }

  @Test
  void textsInCodeDoNotUseOldWords() {
    assertThat(sources("main")).hasSizeGreaterThan(300);
    assertThat(uses(sources("main").stream(), GlossaryTest::texts, OLD_WORDS)).isEmpty();
  }

  @Test
  void textsInCodeSayDataShardOrModelPart() {
    assertThat(
            uses(
                sources("main").stream(),
                GlossaryTest::texts,
                Map.of(BARE_SHARD, "data shard, model part")))
        .isEmpty();
  }

  @Test
  void stateMachinesDoNotUseOldWords() {
    List<Path> files =
        filesOf("statemachine").filter(file -> file.toString().endsWith(".asl.json")).toList();

    assertThat(files).hasSize(2);
    assertThat(uses(files.stream(), GlossaryTest::read, OLD_WORDS)).isEmpty();
  }

  @Test
  void testNamesDoNotUseOldWords() {
    assertThat(uses(sources("test").stream(), GlossaryTest::namesOfTests, OLD_WORDS)).isEmpty();
  }

  @Test
  void namesOfMetricsConsistOfTerms() {
    Path metrics =
        HOME.resolve("functions/support/src/main/java/dev/rondo/functions/support/Metric.java");
    List<String> names =
        METRIC.matcher(read(metrics)).results().map(name -> name.group(1)).toList();

    assertThat(names).hasSizeGreaterThan(10);
    assertThat(names.stream().flatMap(name -> Stream.of(words(name).split(" "))))
        .filteredOn(word -> !MEASURES.contains(word) && !isInATerm(word))
        .isEmpty();
  }

  @Test
  void nounsOfCommandsAreTerms() {
    List<String> nouns =
        sources("main").stream()
            .filter(file -> file.toString().endsWith("Command.java"))
            .map(GlossaryTest::read)
            .filter(text -> text.contains("subcommands = ") || text.contains(".addSubcommand("))
            .flatMap(text -> NAME.matcher(text).results().map(name -> name.group(1)))
            .toList();

    assertThat(nouns).contains("job", "model", "round");
    assertThat(nouns).filteredOn(noun -> !isInATerm(noun)).isEmpty();
  }

  @Test
  void everyTermIsUsed() {
    String all =
        plain(
            Stream.concat(
                    documents().filter(file -> !file.endsWith("GLOSSARY.md")),
                    filesOf("protocol/src/main", "rounds/src/main"))
                .map(GlossaryTest::read)
                .collect(Collectors.joining("\n")));

    assertThat(terms()).hasSizeGreaterThan(40);
    assertThat(terms()).filteredOn(term -> !all.contains(plain(term))).isEmpty();
  }

  private static List<String> terms() {
    List<String> terms = new ArrayList<>();
    for (String line : read(HOME.resolve("docs/GLOSSARY.md")).split("\n")) {
      Matcher term = TERM.matcher(line);
      if (term.find()) {
        terms.addAll(List.of(term.group(1).split(", ")));
      }
    }
    return terms;
  }

  /** Every use of a pattern, as "file:line: found, use the other word". */
  private static List<String> uses(
      Stream<Path> files, Function<Path, String> text, Map<String, String> patterns) {
    List<String> uses = new ArrayList<>();
    files.forEach(
        file -> {
          String[] lines = text.apply(file).split("\n");
          patterns.forEach(
              (pattern, word) -> {
                Pattern compiled = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
                for (int i = 0; i < lines.length; i++) {
                  if (compiled.matcher(lines[i]).find()) {
                    uses.add(
                        "%s:%d: say '%s': %s"
                            .formatted(HOME.relativize(file), i + 1, word, lines[i].strip()));
                  }
                }
              });
        });
    return uses;
  }

  /** All documents but the changes, which name the old words once. */
  private static Stream<Path> documents() {
    return Stream.concat(
        filesOf("docs"),
        Stream.of(
                "README.md",
                "CONTRIBUTING.md",
                "benchmarks/README.md",
                "client-agent/README.md",
                "examples/hospitals/README.md",
                "examples/python-client/README.md",
                "python/README.md")
            .map(HOME::resolve));
  }

  /** The Java files of all modules but this one, of "main" or of "test". */
  private static List<Path> sources(String kind) {
    Path folder = Path.of("src", kind, "java");
    try (Stream<Path> modules = Files.list(HOME)) {
      return modules
          .filter(module -> !module.endsWith("architecture"))
          .flatMap(module -> Stream.concat(Stream.of(module), children(module)))
          .map(module -> module.resolve(folder))
          .flatMap(path -> filesOf(HOME.relativize(path).toString()))
          .filter(file -> file.toString().endsWith(".java"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The modules in a module: the functions have one for each package. */
  private static Stream<Path> children(Path module) {
    return module.endsWith("functions")
        ? Stream.of("support", "aggregation", "evaluation").map(module::resolve)
        : Stream.empty();
  }

  /** The names of tests in a file, as words, line by line. */
  private static String namesOfTests(Path file) {
    return read(file)
        .lines()
        .map(TEST_NAME::matcher)
        .map(name -> name.matches() ? words(name.group(1)) : "")
        .collect(Collectors.joining("\n"));
  }

  /** The words of a name in camel case, in lower case. */
  private static String words(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** Whether a word is one of a term's, perhaps with another ending. */
  private static boolean isInATerm(String word) {
    return terms().stream()
        .flatMap(term -> Stream.of(term.split("[ -]")))
        .anyMatch(
            part ->
                part.equals(word)
                    || part.equals(word + "ing")
                    || word.equals(part + "s")
                    || word.equals(part + "ed"));
  }

  private static Stream<Path> filesOf(String... folders) {
    List<Path> files = new ArrayList<>();
    for (String folder : folders) {
      Path path = HOME.resolve(folder);
      if (Files.isDirectory(path)) {
        try (Stream<Path> all = Files.walk(path)) {
          all.filter(Files::isRegularFile).sorted().forEach(files::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return files.stream();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The string literals and text blocks of a file of Java, line by line. */
  private static String texts(Path file) {
    StringBuilder texts = new StringBuilder();
    boolean block = false;
    for (String line : read(file).split("\n")) {
      boolean borders = line.contains("\"\"\"");
      if (block || borders) {
        texts.append(line);
        block = borders != block;
      } else {
        LITERAL.matcher(line).results().forEach(literal -> texts.append(literal.group()));
      }
      texts.append('\n');
    }
    return texts.toString();
  }

  /** In lower case, with single spaces. */
  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }
}
