package dev.rondo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell scripts that start Rondo, with a Java and a Maven that only write down their calls. */
class LaunchersTest {

  private static final Path HOME =
      Path.of(System.getProperty("rondo.home", "..")).toAbsolutePath().normalize();

  @TempDir Path temp;

  private Path copy;
  private Path tools;

  @BeforeEach
  void copyTheScripts() throws IOException {
    copy = temp.resolve("a checkout");
    tools = Files.createDirectories(temp.resolve("tools"));
    for (String script : List.of("rondo", "cdk/app", "scripts/faults", "scripts/launcher.sh")) {
      Files.createDirectories(copy.resolve(script).getParent());
      Files.copy(HOME.resolve(script), copy.resolve(script));
    }
    Files.createDirectories(copy.resolve("cdk/target/classes/dev"));
    Files.writeString(copy.resolve("pom.xml"), "<project/>");
    java("17.0.2");
    tool("mvn", "printf '\\033[1mbuilt\\033[0m %s\\n' \"$*\"; echo build >> \"$0.calls\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rondo", "cdk/app", "scripts/faults"})
  void whatIsMissingIsBuiltOnce(String script) throws Exception {
    Run first = run(script);
    Run second = run(script);

    assertThat(first.exit()).as(first.text()).isZero();
    assertThat(first.text()).contains("building", "started");
    assertThat(second.text()).contains("started").doesNotContain("build");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void withoutATerminalMavensColourCodesAreRemoved() throws Exception {
    assertThat(run("rondo").text()).contains("built -B -q -ntp -Dquick").doesNotContain("\u001b");
  }

  /** The folders come from the poms, so that a new dependency cannot be forgotten. */
  @ParameterizedTest
  @CsvSource({
    "rondo, cli",
    "scripts/faults, faults",
    "cdk/app, cdk functions/aggregation functions/evaluation client-agent"
  })
  void aChangedSourceOfAnyModuleThatIsBuiltBuildsAgain(String script, String projects)
      throws Exception {
    Set<String> modules = new TreeSet<>();
    for (String project : projects.split(" ", -1)) {
      addModules(project, modules);
    }
    run(script);
    int before = builds();

    for (String module : modules) {
      Path source = copy.resolve(module).resolve("src/main/java/A.java");
      Files.createDirectories(source.getParent());
      Files.writeString(source, "class A {}");
      Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
      run(script);
      Files.delete(source);
    }

    assertThat(modules).contains("settings", "protocol");
    assertThat(builds() - before).as("builds for %s", modules).isEqualTo(modules.size());
  }

  @Test
  void aSourceThatChangesDuringABuildBuildsAgain() throws Exception {
    Path source = Files.createDirectories(copy.resolve("settings/src/main/java")).resolve("A.java");
    tool("mvn", "echo build >> \"$0.calls\"; touch -d '1 minute' '" + source + "'");

    run("rondo");
    run("rondo");

    assertThat(builds()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_402, 8", "11.0.20, 11", "16, 16"})
  void anOldJavaIsRefusedInWords(String version, String said) throws Exception {
    for (String script : List.of("rondo", "cdk/app", "scripts/faults")) {
      java("17.0.2");
      run(script);
      java(version);
      Run refused = run(script);

      assertThat(refused.exit()).isNotZero();
      assertThat(refused.text())
          .contains("Java " + said + " is too old. Install JDK 17 or later, or set JAVA_HOME.")
          .doesNotContain("started");
    }
  }

  /** Asking Java takes longer than everything else that a launcher does. */
  @Test
  void theVersionOfAJdkIsReadFromItsFile() throws Exception {
    Path jdk = Files.createDirectories(temp.resolve("a jdk"));
    Files.createDirectory(jdk.resolve("bin"));
    Files.createSymbolicLink(tools.resolve("link"), jdk.resolve("bin/java"));
    tool("java", "[ \"$1\" != -version ] || exit 9; echo started");
    Files.move(tools.resolve("java"), jdk.resolve("bin/java"));
    Files.move(tools.resolve("link"), tools.resolve("java"));

    Files.writeString(jdk.resolve("release"), "JAVA_VERSION_DATE=\"a\"\nJAVA_VERSION=\"21.0.1\"\n");
    assertThat(run("rondo").text()).contains("started");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
    assertThat(run("rondo").text()).contains("Java 8 is too old").doesNotContain("started");
  }

  /** Java 17 in the C locale can only use files with ASCII names. */
  @ParameterizedTest
  @CsvSource({
    "LC_ALL=C, C.UTF-8, ''",
    "LC_ALL=POSIX, C.UTF-8, ''",
    "LC_CTYPE=C, '', C.UTF-8",
    "LANG=C, '', C.UTF-8",
    "LANG=, '', C.UTF-8",
    "LANG=C.UTF-8, '', ''",
    "LC_ALL=de_DE.ISO-8859-1, de_DE.ISO-8859-1, ''"
  })
  void inTheCLocaleFileNamesAreUtf8(String setting, String all, String type) throws Exception {
    java("17.0.2", "echo started \"LC_ALL=${LC_ALL:-} LC_CTYPE=${LC_CTYPE:-}\"");
    String[] variable = setting.split("=", -1);

    for (String script : List.of("rondo", "cdk/app", "scripts/faults")) {
      assertThat(run(script, Map.of(variable[0], variable[1])).text())
          .contains("started LC_ALL=" + all + " LC_CTYPE=" + type + "\n");
    }
  }

  /** The command itself, in a folder whose name is not ASCII. */
  @Test
  void theCommandWorksInTheCLocaleInAFolderWithAnyName() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(classPath().split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    Path jar = copy.resolve("cli/target/rondo-cli.jar");
    Files.createDirectories(jar.getParent());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    Files.delete(tools.resolve("java"));
    Files.createSymbolicLink(
        tools.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
    Files.writeString(
        copy.resolve("rows.csv"), "label,x\n0,1\n1,2\n0,3\n1,4\n0,5\n1,6\n0,7\n1,8\n");
    // The shell makes the folder, because this process may be in the C locale, too.
    Path script = copy.resolve("in-a-folder");
    Files.writeString(
        script,
        "set -e; name=$'\\303\\251 \\303\\261'; mkdir \"$name\"; cp rows.csv \"$name\"; cd"
            + " \"$name\"; ../rondo simulate --rounds 1 --clients 2 --fraction 1 --dataset rows.csv"
            + " --job a --out \"$name\"; test -f \"$name/a/accuracy.png\"");

    Run done = run("in-a-folder", Map.of("LC_ALL", "C", "RONDO_BUILD", "never"));

    assertThat(done.exit()).as(done.text()).isZero();
    assertThat(done.text()).contains("\u00e9 \u00f1/a/accuracy.png");
  }

  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  /** Of 3,000 versions, it takes twice the time of the list. */
  @ParameterizedTest
  @CsvSource({"simulate, true", "evaluate, true", "data, true", "model, false", "--help, false"})
  void onlyCommandsThatComputeUseTheOptimizingCompiler(String command, boolean optimized)
      throws Exception {
    java("17.0.2", "echo \"$*\"");

    String java = run("rondo", Map.of(), command).text();

    assertThat(java.contains("-XX:TieredStopAtLevel=1")).as(java).isEqualTo(!optimized);
    assertThat(java).contains("dev.rondo.cli.Rondo " + command);
  }

  @Test
  void aFailedBuildEndsTheCommand() throws Exception {
    tool("mvn", "exit 1");

    Run failed = run("rondo");

    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.text()).contains("rondo: the build failed.").doesNotContain("started");
  }

  private void java(String version) throws IOException {
    java(version, "echo started");
  }

  private void java(String version, String then) throws IOException {
    tool(
        "java",
        "if [ \"$1\" = -version ]; then echo 'openjdk version \""
            + version
            + "\" 2024-01-01' >&2; else "
            + then
            + "; fi");
  }

  private void tool(String name, String script) throws IOException {
    Path file = tools.resolve(name);
    Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int builds() throws IOException {
    Path calls = tools.resolve("mvn.calls");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  private record Run(int exit, String text) {}

  private Run run(String script) throws IOException, InterruptedException {
    return run(script, Map.of());
  }

  private Run run(String script, Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("bash", copy.resolve(script).toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(copy.toFile()).redirectErrorStream(true);
    Map<String, String> environment = new HashMap<>(builder.environment());
    environment.keySet().removeAll(Set.of("JAVA_HOME", "RONDO_BUILD", "RONDO_JAVA_OPTS"));
    environment.keySet().removeAll(Set.of("LANG", "LC_ALL", "LC_CTYPE"));
    environment.putAll(more);
    environment.put("PATH", tools + ":" + environment.get("PATH"));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), text);
  }

  /** Adds a module and those that its pom needs, by the names of their top folders. */
  private static void addModules(String folder, Set<String> modules) throws IOException {
    modules.add(folder.split("/", -1)[0]);
    for (String artifact : dependencies(HOME.resolve(folder).resolve("pom.xml"))) {
      addModules(folderOf(artifact), modules);
    }
  }

  private static String folderOf(String artifact) {
    String name = artifact.replace("rondo-", "");
    return Arrays.asList("support", "aggregation", "evaluation")
            .contains(name.replace("functions-", ""))
        ? "functions/" + name.replace("functions-", "")
        : name.equals("agent") ? "client-agent" : name;
  }

  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>(?:(?!</dependency>)[\\s\\S])*</dependency>");

  /** Rondo's own modules that main code needs. */
  private static List<String> dependencies(Path pom) throws IOException {
    return DEPENDENCY
        .matcher(Files.readString(pom))
        .results()
        .map(MatchResult::group)
        .filter(
            text ->
                text.contains("<groupId>dev.rondo</groupId>")
                    || text.contains("${project.groupId}"))
        .filter(text -> !text.contains("<scope>test</scope>"))
        .map(text -> text.replaceAll("[\\s\\S]*<artifactId>([^<]*)</artifactId>[\\s\\S]*", "$1"))
        .collect(Collectors.toList());
  }
}
