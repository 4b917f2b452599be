package dev.rondo.functions.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * The jar leaves much of the AWS SDK out. Nothing that the functions can come to may be among it:
 * that would fail in the middle of a call, perhaps only in a rare one.
 */
class LinkPackageTest {

  private static final Pattern EDGE = Pattern.compile("\\s*(\\S+)?\\s+-> (\\S+)\\s+(.*)");

  /**
   * They mention every operation there is; the functions themselves mention those that they call.
   */
  private static final Pattern ALL_OPERATIONS =
      Pattern.compile(
          "software\\.amazon\\.awssdk\\.services\\..*\\.\\w*(S3|Sfn|Sqs)(Async)?Client");

  /** What is mentioned and not there, and why it is not missed: who mentions it, and it. */
  private static final List<Pattern> NOT_MISSED =
      List.of(
          // Clients of other services, which nobody asks for.
          Pattern.compile(
              "dev\\.rondo\\.aws\\.AwsClients -> software\\.amazon\\.awssdk\\.services\\..*"),
          // An optional signer in native code, which the SDK looks for before it uses it.
          Pattern.compile(".* -> software\\.amazon\\.awssdk\\.crt\\..*"),
          // Constants: the compiler has put their values in place.
          Pattern.compile(
              ".* -> software\\.amazon\\.awssdk\\.(awscore\\.util\\.AwsHeader"
                  + "|http\\.Header|http\\.HttpStatusCode|profiles\\.ProfileProperty)"),
          Pattern.compile(".* -> org\\.jspecify\\.annotations\\..*"));

  private final Map<String, Set<String>> mentions = new HashMap<>();
  private final Set<String> absent = new HashSet<>();

  @Test
  void nothingThatAFunctionCanComeToIsLeftOut() {
    readJar();
    List<String> roots =
        mentions.keySet().stream()
            .filter(name -> name.matches("dev\\.rondo\\.functions\\.aggregation\\.\\w+Handler"))
            .toList();
    assertThat(roots).hasSize(6);

    assertThat(gaps(roots)).isEmpty();
  }

  @Test
  void theCheckSeesWhatTheFunctionsCall() {
    readJar();
    Set<String> store = mentions.get("dev.rondo.aws.store.S3ObjectStore");

    assertThat(store).contains("software.amazon.awssdk.services.s3.model.GetObjectResponse");
    assertThat(absent)
        .contains("software.amazon.awssdk.services.s3.model.ReplicationConfiguration");
  }

  private Set<String> gaps(List<String> roots) {
    Set<String> gaps = new TreeSet<>();
    Set<String> reached = new HashSet<>(roots);
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (ALL_OPERATIONS.matcher(name).matches()) {
        continue;
      }
      for (String mentioned : mentions.getOrDefault(name, Set.of())) {
        String edge = name + " -> " + mentioned;
        if (absent.contains(mentioned)) {
          if (NOT_MISSED.stream().noneMatch(pattern -> pattern.matcher(edge).matches())) {
            gaps.add(edge);
          }
        } else if (reached.add(mentioned)) {
          open.push(mentioned);
        }
      }
    }
    return gaps;
  }

  private void readJar() {
    StringWriter out = new StringWriter();
    int code =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                "-verbose:class",
                "-filter:none",
                "target/rondo-aggregation.jar");
    assertThat(code).isZero();
    String subject = "";
    for (String line : out.toString().lines().toList()) {
      Matcher edge = EDGE.matcher(line);
      if (!edge.matches() || !line.startsWith("   ")) {
        continue;
      }
      if (edge.group(1) != null) {
        subject = edge.group(1);
      }
      mentions.computeIfAbsent(subject, k -> new HashSet<>()).add(edge.group(2));
      if (edge.group(3).strip().equals("not found")) {
        absent.add(edge.group(2));
      }
    }
  }
}
