package dev.rondo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.ObjectInputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What would make a run depend on more than its seed, data and configuration; and what is unsafe.
 */
@AnalyzeClasses(packages = "dev.rondo", importOptions = ProductionCode.class)
class HabitsTest {

  @ArchTest
  static void noFileCanExecuteCode(JavaClasses classes) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .because("Java's serialization lets the sender of a file choose what runs")
        .check(classes);
  }

  @ArchTest
  static void onlyTheCommandEndsTheProcess(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.rondo.cli")
        .and()
        .doNotHaveFullyQualifiedName("dev.rondo.agent.Agent")
        .and()
        .doNotHaveFullyQualifiedName("dev.rondo.faults.FaultsCommand")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .because("a library must not end its user's program")
        .check(classes);
  }

  /** Else the exit code does not tell that something could not be printed. */
  @ArchTest
  static void theCommandPrintsToItsStandardOutput(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage("dev.rondo.cli..")
        .should()
        .accessField(System.class, "out")
        .because("PrintStream hides errors; Output and StandardOutput do not")
        .check(classes);
  }

  @ArchTest
  static void randomNumbersComeFromASeed(JavaClasses classes) {
    noClasses()
        .should()
        .callMethod(Math.class, "random")
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocalRandom.class)
        .because("every draw is a function of the seed and of what it is for")
        .check(classes);
  }

  /** Files in the making get a random name; it is gone when the file is there. */
  @ArchTest
  static void namesAreNotRandom(JavaClasses classes) {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.rondo.local.WorkFolder")
        .should()
        .callMethod(UUID.class, "randomUUID")
        .because("the same run writes the same names")
        .check(classes);
  }

  /** Programs hand it in: the command, the agent and the functions. */
  @ArchTest
  static void theClockIsInjected(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.rondo.cli..")
        .and()
        .doNotHaveFullyQualifiedName("dev.rondo.agent.Agent")
        .and()
        .doNotHaveFullyQualifiedName("dev.rondo.functions.support.AwsFunction")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .because("time is virtual in a simulation, and its steps are the same on AWS")
        .check(classes);
  }

  /**
   * The wall time of a round or benchmark is reported to the user and has no other effect. A
   * trainer is another process, which is ended when it is silent for too long.
   */
  @ArchTest
  static void onlyWallTimeIsMeasured(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.rondo.cli..",
            "dev.rondo.simulation..",
            "dev.rondo.benchmarks..",
            "dev.rondo.trainer..")
        .and()
        .doNotHaveFullyQualifiedName("dev.rondo.faults.FaultsCommand")
        .should()
        .callMethod(System.class, "nanoTime")
        .check(classes);
  }

  @ArchTest
  static void staticFieldsAreFinal(JavaClasses classes) {
    fields().that().areStatic().should().beFinal().check(classes);
  }

  @ArchTest
  static void staticFieldsHoldNoState(JavaClasses classes) {
    noFields()
        .that()
        .areStatic()
        .should()
        .haveRawType(
            JavaClass.Predicates.resideInAPackage("java.util.concurrent..")
                .or(JavaClass.Predicates.type(ThreadLocal.class))
                .or(JavaClass.Predicates.type(java.util.HashMap.class))
                .or(JavaClass.Predicates.type(java.util.ArrayList.class)))
        .because("two simulations in one process must not know of each other")
        .check(classes);
  }
}
