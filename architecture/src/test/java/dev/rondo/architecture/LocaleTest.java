package dev.rondo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Ids, keys, numbers and messages are the same in every locale. In fa-IR and ar-EG, for example,
 * {@code "%d"} prints other digits, and in tr-TR "I" in lower case is not "i".
 */
@AnalyzeClasses(packages = "dev.rondo", importOptions = ProductionCode.class)
class LocaleTest {

  private static final Path HOME = Path.of(System.getProperty("rondo.home", ".."));

  /** Conversions whose result depends on the locale. {@code %s} and {@code %x} do not. */
  private static final Pattern LOCALISED =
      Pattern.compile("%(\\d+\\$)?[-#+0,(]*\\d*(\\.\\d+)?[deEfgGtTSC]");

  @ArchTest
  static void conversionsNameTheLocale(JavaClasses classes) {
    noClasses()
        .should()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(Locale.class, "getDefault")
        .orShould()
        .callMethod(NumberFormat.class, "getInstance")
        .orShould()
        .callMethod(NumberFormat.class, "getNumberInstance")
        .orShould()
        .callMethod(NumberFormat.class, "getIntegerInstance")
        .orShould()
        .callMethod(NumberFormat.class, "getPercentInstance")
        .orShould()
        .callMethod(DecimalFormatSymbols.class, "getInstance")
        .orShould()
        .callConstructor(DecimalFormat.class)
        .orShould()
        .callConstructor(DecimalFormat.class, String.class)
        .orShould()
        .callConstructor(SimpleDateFormat.class, String.class)
        .orShould()
        .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
        .orShould()
        .callConstructor(Formatter.class)
        .because("without a locale they use the default one of the machine; pass Locale.ROOT")
        .check(classes);
  }

  /**
   * Formats with a number are written {@code String.format(ROOT, "%d", ...)}. All others may use
   * {@code formatted}, with {@code %s} for whole numbers. Benchmarks have a format method of their
   * own.
   */
  @ArchTest
  static void formatsOfNumbersNameTheLocale(JavaClasses classes) throws IOException {
    List<Path> files = mainFiles();
    assertThat(files).hasSizeGreaterThan(500);
    assertThat(formatsWithoutLocale(files))
        .as("Use %s, or pass Locale.ROOT before the format")
        .isEmpty();
  }

  private static List<String> formatsWithoutLocale(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      Trees trees = Trees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Literals(unit, trees, found).scan(unit, null);
      }
    }
    return found;
  }

  /** Finds literals with a number in their format that do not follow {@code Locale.ROOT}. */
  private static final class Literals extends TreePathScanner<Void, Void> {

    private final CompilationUnitTree unit;
    private final Trees trees;
    private final List<String> found;

    Literals(CompilationUnitTree unit, Trees trees, List<String> found) {
      this.unit = unit;
      this.trees = trees;
      this.found = found;
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void unused) {
      if (literal.getValue() instanceof String text
          && LOCALISED.matcher(text.replace("%%", "")).find()
          && !followsALocale(getCurrentPath())) {
        long line =
            unit.getLineMap()
                .getLineNumber(trees.getSourcePositions().getStartPosition(unit, literal));
        found.add(HOME.relativize(Path.of(unit.getSourceFile().toUri())) + ":" + line + " " + text);
      }
      return super.visitLiteral(literal, null);
    }

    private static boolean followsALocale(TreePath literal) {
      TreePath format = literal;
      while (isPartOfText(format.getParentPath().getLeaf())) {
        format = format.getParentPath();
      }
      if (!(format.getParentPath().getLeaf() instanceof MethodInvocationTree call)) {
        return false;
      }
      List<? extends ExpressionTree> arguments = call.getArguments();
      return arguments.size() > 1
          && arguments.get(0).toString().matches("(Locale\\.)?ROOT")
          && arguments.get(1) == format.getLeaf();
    }

    private static boolean isPartOfText(Tree tree) {
      return tree.getKind() == Tree.Kind.PLUS
          || tree instanceof ParenthesizedTree
          || tree instanceof ConditionalExpressionTree;
    }
  }

  private static List<Path> mainFiles() throws IOException {
    Path home = HOME.toAbsolutePath().normalize();
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(file -> file.toString().endsWith(".java"))
          .map(home::relativize)
          .filter(file -> file.toString().contains("src/main/java"))
          .filter(file -> !file.toString().contains("target/"))
          .filter(file -> !file.startsWith("benchmarks"))
          .map(home::resolve)
          .toList();
    }
  }
}
