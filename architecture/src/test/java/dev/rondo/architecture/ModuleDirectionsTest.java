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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Dependencies point inward: to core, which knows nobody. */
@AnalyzeClasses(packages = "dev.rondo", importOptions = ProductionCode.class)
class ModuleDirectionsTest {

  /** The modules of Rondo that a module may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("statemachine", Set.of()),
          Map.entry("learning", Set.of("core")),
          Map.entry("local", Set.of("core")),
          Map.entry("simulation", Set.of("core", "learning", "local", "statemachine")),
          Map.entry("faults", Set.of("core", "local", "statemachine")),
          Map.entry("aws", Set.of("core")),
          Map.entry("functions", Set.of("core", "aws", "learning")),
          Map.entry("agent", Set.of("core", "aws", "learning")),
          Map.entry("cdk", Set.of("core", "functions", "statemachine")),
          Map.entry(
              "cli", Set.of("core", "learning", "local", "statemachine", "simulation", "aws")),
          Map.entry("examples", Set.of("core", "learning", "simulation")));

  /** Libraries that belong to one module each. */
  private static final Map<String, String[]> HOME_OF =
      Map.of(
          "learning", new String[] {"org.nd4j..", "org.deeplearning4j..", "org.bytedeco.."},
          "statemachine", new String[] {"com.dashjoin.."},
          "aws", new String[] {"software.amazon.awssdk.."},
          "functions", new String[] {"com.amazonaws.."},
          "cdk", new String[] {"software.amazon.awscdk..", "io.github.cdklabs.."},
          "cli", new String[] {"picocli..", "org.jfree..", "de.erichseifert.."});

  /** The packages of core in layers: each may use those of the layers before its own. */
  private static final List<Set<String>> CORE_LAYERS =
      List.of(
          Set.of("cost", "json", "model", "optimizer", "random", "rule", "safetensors", "training"),
          Set.of("scale"),
          Set.of("job", "store"),
          Set.of("data", "round"),
          Set.of("update"),
          Set.of("aggregation"),
          Set.of("shard"),
          Set.of("client", "step"));

  @ArchTest
  static void coreKnowsNoCloudAndNoMachineLearningLibrary(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage("dev.rondo.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "software.amazon..",
            "com.amazonaws..",
            "org.nd4j..",
            "org.deeplearning4j..",
            "org.bytedeco..")
        .because("core is where a reader learns federated learning, and it runs anywhere")
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
  static void packagesOfCoreUseOnlyThoseInLayersBelow(JavaClasses classes) {
    List<String> below = new ArrayList<>();
    for (Set<String> layer : CORE_LAYERS) {
      for (String name : layer) {
        List<String> packages = new ArrayList<>(below);
        packages.add("dev.rondo.core." + name + "..");
        onlyOursIn("dev.rondo.core." + name + "..", packages).check(classes);
      }
      layer.forEach(name -> below.add("dev.rondo.core." + name + ".."));
    }
  }

  @ArchTest
  static void everyPackageOfCoreHasALayer(JavaClasses classes) {
    Set<String> packages =
        classes.stream()
            .filter(type -> part(type, 2).equals("core"))
            .map(type -> part(type, 3))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(packages)
        .isEqualTo(
            CORE_LAYERS.stream()
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new)));
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
