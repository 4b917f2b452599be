package dev.rondo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Dependencies point inward, to protocol, which uses no other module. */
@AnalyzeClasses(packages = "dev.rondo", importOptions = ProductionCode.class)
class ModuleDirectionsTest {

  /** The modules of Rondo that a module may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("protocol", Set.of()),
          Map.entry("settings", Set.of()),
          Map.entry("privacy", Set.of()),
          Map.entry("unmasking", Set.of("protocol", "privacy")),
          Map.entry("statemachine", Set.of()),
          Map.entry("rounds", Set.of("protocol", "settings", "privacy")),
          Map.entry("learning", Set.of("protocol", "settings")),
          Map.entry("local", Set.of("protocol")),
          Map.entry("trainer", Set.of("protocol")),
          Map.entry("aws", Set.of("protocol")),
          Map.entry("operations", Set.of("protocol", "aws")),
          Map.entry("reports", Set.of("protocol", "rounds")),
          Map.entry(
              "simulation",
              Set.of(
                  "protocol",
                  "settings",
                  "privacy",
                  "unmasking",
                  "rounds",
                  "learning",
                  "local",
                  "trainer",
                  "statemachine")),
          Map.entry(
              "faults",
              Set.of(
                  "protocol",
                  "settings",
                  "privacy",
                  "unmasking",
                  "rounds",
                  "local",
                  "statemachine")),
          Map.entry(
              "functions",
              Set.of("protocol", "settings", "privacy", "unmasking", "rounds", "aws", "learning")),
          Map.entry(
              "agent", Set.of("protocol", "settings", "privacy", "aws", "learning", "trainer")),
          Map.entry("cdk", Set.of("protocol", "settings", "rounds", "functions")),
          Map.entry(
              "cli",
              Set.of(
                  "protocol",
                  "settings",
                  "privacy",
                  "unmasking",
                  "rounds",
                  "learning",
                  "local",
                  "trainer",
                  "simulation",
                  "aws",
                  "operations",
                  "reports")),
          Map.entry("examples", Set.of("protocol", "rounds", "learning", "simulation")),
          Map.entry(
              "benchmarks",
              Set.of(
                  "protocol",
                  "settings",
                  "privacy",
                  "rounds",
                  "learning",
                  "local",
                  "trainer",
                  "simulation")));

  /** Libraries that belong to one module each. */
  private static final Map<String, String[]> HOME_OF =
      Map.of(
          "learning",
          new String[] {
            "org.nd4j..", "org.deeplearning4j..", "org.bytedeco..", "com.sun.jna..", "de.siegmar.."
          },
          "statemachine",
          new String[] {"com.dashjoin.."},
          "functions",
          new String[] {"com.amazonaws.."},
          "cdk",
          new String[] {"software.amazon.awscdk..", "io.github.cdklabs.."},
          "cli",
          new String[] {"picocli.."},
          "reports",
          new String[] {"org.jfree..", "de.erichseifert.."});

  /** The packages of a module in layers: each may use those of the layers before its own. */
  private static final Map<String, List<Set<String>>> LAYERS =
      Map.of(
          "protocol",
          List.of(
              Set.of("input", "random", "safetensors"),
              Set.of("json"),
              Set.of("store", "training"),
              Set.of("model"),
              Set.of("encoding"),
              Set.of("round"),
              Set.of("client", "data")),
          "rounds",
          List.of(
              Set.of("cost", "machine", "optimizer", "rule"),
              Set.of("scale"),
              Set.of("job"),
              Set.of("state"),
              Set.of("privacy"),
              Set.of("update"),
              Set.of("aggregation"),
              Set.of("history", "parts"),
              Set.of("step")));

  @ArchTest
  static void theDomainKnowsNoCloudAndNoMachineLearningLibrary(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAnyPackage("dev.rondo.protocol..", "dev.rondo.rounds..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "software.amazon..",
            "com.amazonaws..",
            "org.nd4j..",
            "org.deeplearning4j..",
            "org.bytedeco..")
        .because("a reader learns federated learning there, and it runs anywhere")
        .check(classes);
  }

  @ArchTest
  static void packagesHaveNoCycles(JavaClasses classes) {
    slices().matching("dev.rondo.(**)").should().beFreeOfCycles().check(classes);
  }

  @ArchTest
  static void everyModuleHasARule(JavaClasses classes) {
    Set<String> modules =
        classes.stream()
            .map(type -> part(type, 2))
            .filter(module -> !module.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(modules).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(?<module>[a-z-]+)` \\|[^|]*\\|(?<uses>[^|]*)\\|[^|]*\\|$");

  /** The column "may use" of docs/ARCHITECTURE.md. Two modules have only tests. */
  @Test
  void theArchitecturePageListsTheSameModules() throws IOException {
    Path page = Path.of(System.getProperty("rondo.home", ".."), "docs", "ARCHITECTURE.md");
    Map<String, Set<String>> documented = new TreeMap<>();
    Matcher rows = ROW.matcher(Files.readString(page));
    while (rows.find()) {
      Set<String> uses = new TreeSet<>(List.of(rows.group("uses").strip().split("[`, ]+", -1)));
      uses.remove("");
      documented.put(rows.group("module").replace("client-agent", "agent"), uses);
    }
    documented.keySet().removeAll(Set.of("architecture", "emulator"));

    assertThat(documented).isEqualTo(new TreeMap<>(MAY_USE));
  }

  @ArchTest
  static void modulesUseOnlyThoseBelowThem(JavaClasses classes) {
    MAY_USE.forEach(
        (module, below) -> {
          List<String> packages = new ArrayList<>();
          packages.add("dev.rondo." + module + "..");
          below.forEach(other -> packages.add("dev.rondo." + other + ".."));
          onlyOursIn("dev.rondo." + module + "..", packages).check(classes);
        });
  }

  /**
   * The function that everything waits for starts fast because it carries nothing that it does not
   * need.
   */
  @ArchTest
  static void aggregationKnowsNoMachineLearningLibrary(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAnyPackage("dev.rondo.functions.aggregation..", "dev.rondo.functions.support..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.rondo.learning..", "dev.rondo.functions.evaluation..")
        .check(classes);
  }

  @ArchTest
  static void packagesUseOnlyThoseInLayersBelow(JavaClasses classes) {
    LAYERS.forEach(
        (module, layers) -> {
          List<String> below = new ArrayList<>();
          MAY_USE
              .getOrDefault(module, Set.of())
              .forEach(other -> below.add("dev.rondo." + other + ".."));
          for (Set<String> layer : layers) {
            for (String name : layer) {
              String where = "dev.rondo." + module + "." + name + "..";
              List<String> packages = new ArrayList<>(below);
              packages.add(where);
              onlyOursIn(where, packages).check(classes);
            }
            layer.forEach(name -> below.add("dev.rondo." + module + "." + name + ".."));
          }
        });
  }

  @ArchTest
  static void everyPackageOfALayeredModuleHasALayer(JavaClasses classes) {
    LAYERS.forEach(
        (module, layers) -> {
          Set<String> packages =
              classes.stream()
                  .filter(type -> part(type, 2).equals(module))
                  .map(type -> part(type, 3))
                  .collect(Collectors.toCollection(TreeSet::new));

          assertThat(packages)
              .isEqualTo(
                  layers.stream()
                      .flatMap(Set::stream)
                      .collect(Collectors.toCollection(TreeSet::new)));
        });
  }

  /** The only parts that talk to AWS: ports, operators' questions, and Step Functions' tokens. */
  @ArchTest
  static void theAwsSdkIsUsedByItsAdaptersAlone(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.rondo.aws..", "dev.rondo.operations..", "dev.rondo.functions.support..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon.awssdk..")
        .check(classes);
  }

  @ArchTest
  static void aLibraryIsUsedByOneModuleAlone(JavaClasses classes) {
    HOME_OF.forEach(
        (module, libraries) ->
            noClasses()
                .that()
                .resideOutsideOfPackages("dev.rondo." + module + "..", "dev.rondo.examples..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .check(classes));
  }

  /** YAML has settings, except for the Kubernetes manifests of the client stack. */
  @ArchTest
  static void yamlIsReadBySettingsAndManifests(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.rondo.settings..")
        .and()
        .doNotHaveFullyQualifiedName("dev.rondo.cdk.clients.Manifests")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(classes);
  }

  private static ArchRule onlyOursIn(String where, List<String> allowed) {
    List<String> packages = new ArrayList<>(allowed);
    return classes()
        .that()
        .resideInAPackage(where)
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideOutsideOfPackage("dev.rondo..")
                .or(JavaClass.Predicates.resideInAnyPackage(packages.toArray(String[]::new))));
  }

  /** A part of a class's package name: 2 is the module, 3 the package in it. */
  private static String part(JavaClass type, int index) {
    List<String> parts = List.of(type.getPackageName().split("\\.", -1));
    return parts.size() > index ? parts.get(index) : "";
  }
}
