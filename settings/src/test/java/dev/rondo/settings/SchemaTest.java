package dev.rondo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaTest {

  private static final Schema.Builder FIELDS = Schema.builder(Naming.VARIABLE);

  private static final Field<Integer> NODES =
      FIELDS.add("nodes", Kinds.integer(0, 10), "2", "number of nodes");
  private static final Field<Integer> MAX_NODES =
      FIELDS.add(
          Field.derived(
              "max_nodes",
              Kinds.integer(0, 20),
              "twice the nodes",
              v -> 2 * v.get(NODES),
              "maximum number of nodes"));
  private static final Field<Optional<String>> EMAIL =
      FIELDS.add("email", Kinds.optional(Kinds.matching("email", ".+@.+", "an address")), "", "");
  private static final Field<String> BUCKET =
      FIELDS.add(Field.required("bucket", Kinds.bucket(), "see the output", "bucket"));

  private static final Schema SCHEMA =
      FIELDS
          .rule(
              NODES,
              v -> v.get(NODES) <= v.get(MAX_NODES),
              v -> "is above max_nodes (" + v.get(MAX_NODES) + ")")
          .build();

  private static final RawSettings ONLY_BUCKET =
      RawSettings.empty().with("bucket", "my-bucket", "RONDO_BUCKET");

  private static List<String> problems(RawSettings raw) {
    try {
      SCHEMA.resolve(raw);
      return List.of();
    } catch (InvalidSettingsException e) {
      return e.problems().stream().map(Problem::text).toList();
    }
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    Values values = SCHEMA.resolve(ONLY_BUCKET);

    assertThat(values.get(NODES)).isEqualTo(2);
    assertThat(values.get(MAX_NODES)).isEqualTo(4);
    assertThat(values.get(EMAIL)).isEmpty();
    assertThat(values.isGiven(NODES)).isFalse();
    assertThat(values.isGiven(BUCKET)).isTrue();
  }

  @Test
  void derivedDefaultsFollowWhatIsGiven() {
    assertThat(SCHEMA.resolve(ONLY_BUCKET.with("nodes", "5", "--nodes")).get(MAX_NODES))
        .isEqualTo(10);
  }

  @Test
  void theLaterOfTwoSettingsWins() {
    RawSettings twice = ONLY_BUCKET.with("nodes", "x", "--nodes").with("nodes", "1", "--nodes");

    assertThat(SCHEMA.resolve(twice).get(NODES)).isEqualTo(1);
  }

  @Test
  void aRequiredSettingThatIsMissingSaysWhereToFindIt() {
    assertThat(problems(RawSettings.empty()))
        .containsExactly("RONDO_BUCKET is not set (expected an S3 bucket name; see the output)");
  }

  @Test
  void eachPlaceNamesTheSettingInItsOwnWay() {
    assertThat(problems(ONLY_BUCKET.with("nodes", "x", "job.yaml:3")))
        .containsExactly(
            "job.yaml:3: nodes must be a whole number from 0 to 10, but is \"x\" (default: 2)");
    assertThat(problems(ONLY_BUCKET.with("max_nodes", "x", "--max-nodes")))
        .containsExactly(
            "--max-nodes must be a whole number from 0 to 20, but is \"x\" (default: twice the"
                + " nodes)");
    assertThat(problems(ONLY_BUCKET.with("max_nodes", "x", "test")).get(0))
        .startsWith("test: max_nodes must be");
  }

  @Test
  void unknownKeysSuggestTheClosestInTheFormOfTheirPlace() {
    assertThat(problems(ONLY_BUCKET.with("node", "1", "job.yaml:4")))
        .containsExactly("job.yaml:4: unknown setting \"node\". Did you mean \"nodes\"?");
    assertThat(problems(ONLY_BUCKET.with("max_node", "1", "--max-node")))
        .containsExactly("--max-node: unknown flag. Did you mean \"--max-nodes\"?");
    assertThat(problems(ONLY_BUCKET.with("colour", "1", "-c colour")))
        .containsExactly("-c colour: unknown setting. Known: nodes, max_nodes, email, bucket");
  }

  @Test
  void aBrokenRuleIsReportedAtItsField() {
    assertThat(problems(ONLY_BUCKET.with("nodes", "9", "f:1").with("max_nodes", "8", "f:2")))
        .containsExactly("f:1: nodes is above max_nodes (8)");
  }

  @Test
  void oneMistakeIsReportedOnce() {
    RawSettings low = ONLY_BUCKET.with("max_nodes", "1", "f:2");

    assertThat(problems(low)).containsExactly("RONDO_NODES is above max_nodes (1)");
    assertThat(problems(low.with("nodes", "x", "f:1"))).hasSize(1);
    assertThat(problems(low.with("ndoes", "1", "f:1"))).hasSize(1);
    assertThat(problems(RawSettings.empty().with("buckett", "b", "--buckett"))).hasSize(1);
  }

  @Test
  void problemsAreSortedByFileAndLine() {
    RawSettings raw =
        ONLY_BUCKET
            .with("nodes", "x", "f:10")
            .with("max_nodes", "x", "f:9")
            .with("email", "x", "--email");

    assertThat(problems(raw))
        .extracting(problem -> problem.substring(0, 4))
        .containsExactly("--em", "f:9:", "f:10");
  }

  @Test
  void valuesOfTheSameSettingsAreEqual() {
    RawSettings spelledOut = ONLY_BUCKET.with("nodes", "2.0", "test");

    assertThat(SCHEMA.resolve(spelledOut)).isEqualTo(SCHEMA.resolve(ONLY_BUCKET));
    assertThat(SCHEMA.resolve(spelledOut)).hasSameHashCodeAs(SCHEMA.resolve(ONLY_BUCKET));
    assertThat(SCHEMA.resolve(ONLY_BUCKET.with("nodes", "3", "test")))
        .isNotEqualTo(SCHEMA.resolve(ONLY_BUCKET));
  }

  @Test
  void aFieldOfAnotherSchemaHasNoValue() {
    Field<Integer> other = Field.of("other", Kinds.integer(0, 1), "0", "");

    assertThatThrownBy(() -> SCHEMA.resolve(ONLY_BUCKET).get(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
  }

  @Test
  void aDefaultThatItsKindDoesNotAllowIsRefused() {
    assertThatThrownBy(() -> Field.of("nodes", Kinds.integer(0, 1), "2", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void flagsOverrideVariablesAndVariablesMayBeEmpty() {
    Map<String, String> environment =
        Map.of("RONDO_BUCKET", "a-bucket", "RONDO_NODES", "3", "RONDO_EMAIL", " ", "HOME", "/");
    RawSettings raw =
        Environment.read(SCHEMA, environment)
            .merge(Flags.read(SCHEMA, List.of("--nodes=1", "--bucket", "b-bucket", "--nodes=4")));

    Values values = SCHEMA.resolve(raw);

    assertThat(values.get(NODES)).isEqualTo(4);
    assertThat(values.get(BUCKET)).isEqualTo("b-bucket");
    assertThat(values.isGiven(EMAIL)).isFalse();
  }

  @Test
  void flagsThatCannotBeReadAreProblems() {
    RawSettings raw =
        Flags.read(
            SCHEMA,
            List.of("--nods", "3", "stray", "--bucket", "my-bucket", "--max_nodes=3", "--email"));

    assertThat(problems(raw))
        .containsExactly(
            "\"stray\" is not a flag; flags start with --",
            "--email needs a value",
            "--max_nodes: unknown flag. Did you mean \"--max-nodes\"?",
            "--nods: unknown flag. Did you mean \"--nodes\"?");
  }

  @Test
  void unknownVariablesAreWarningsUntilSomethingIsWrong() {
    RawSettings raw =
        Environment.read(SCHEMA, Map.of("RONDO_BUCKET", "b-1", "RONDO_NODE", "1", "RONDO_X", "1"));

    assertThat(SCHEMA.resolve(raw).warnings())
        .extracting(Problem::text)
        .containsExactly(
            "RONDO_NODE: unknown environment variable. Did you mean \"RONDO_NODES\"?",
            "RONDO_X: unknown environment variable. Known: RONDO_NODES, RONDO_MAX_NODES,"
                + " RONDO_EMAIL, RONDO_BUCKET");
    assertThat(problems(raw.with("nodes", "x", "--nodes")))
        .extracting(problem -> problem.substring(0, 7))
        .containsExactly("--nodes", "RONDO_N");
  }

  @Test
  void contextIsReadInSnakeAndCamelCaseWithoutCdksOwn() {
    RawSettings raw =
        CdkContext.read(Map.of("maxNodes", 7, "bucket", "b-1", "aws:cdk:x", "y", "@aws/z", true));

    assertThat(SCHEMA.resolve(raw).get(MAX_NODES)).isEqualTo(7);
  }
}
