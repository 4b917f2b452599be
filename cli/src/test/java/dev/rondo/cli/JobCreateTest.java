package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cli.run.Run;
import dev.rondo.cli.testing.FakeStack;
import dev.rondo.cli.testing.FakeStacks;
import dev.rondo.protocol.data.DataDescription;
import dev.rondo.protocol.data.Scaling;
import dev.rondo.protocol.model.VersionManifest;
import dev.rondo.protocol.safetensors.Dtype;
import dev.rondo.protocol.safetensors.SafetensorsHeader;
import dev.rondo.protocol.safetensors.Tensor;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForwardingStore;
import dev.rondo.protocol.store.ObjectInfo;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoredObject;
import dev.rondo.protocol.testing.MemoryStore;
import dev.rondo.rounds.job.JobConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Jobs are created in the bucket of a stack and in local folders. */
class JobCreateTest {

  private final MemoryStore store = new MemoryStore();
  private final FakeStacks stacks = new FakeStacks(new FakeStack(store));

  @TempDir private Path folder;
  private Path data = Path.of("unset");

  @BeforeEach
  void makeData() throws IOException {
    StringBuilder text = new StringBuilder("label,x,y\n");
    for (int i = 0; i < 300; i++) {
      text.append(i % 3).append(',').append(i % 7).append(',').append(i % 5).append('\n');
    }
    data = Files.writeString(folder.resolve("points.csv"), text);
  }

  private Said say(Object... words) {
    return Said.by(stacks, words);
  }

  private void push() {
    assertThat(say("data", "push", data, "--clients", 4, "--split", "labels:2").err()).isEmpty();
  }

  @Test
  void aJobIsCreatedWithItsSettingsAndTheDataDecideTheShape() {
    push();

    JsonNode created =
        say(
                "job",
                "create",
                "--dataset",
                "points",
                "--job",
                "tiny",
                "--clients",
                4,
                "--fraction",
                1,
                "--epochs",
                3,
                "--json")
            .json();

    assertThat(created.get("config").get("epochs").asInt()).isEqualTo(3);
    assertThat(created.get("model_file").asText()).startsWith("s3://test-bucket/jobs/tiny/models/");
    JobConfig config =
        JobConfig.fromJson(new Documents(store).require(ObjectKeys.job("tiny"), JsonNode.class));
    assertThat(config.quorum()).isEqualTo(4);
    assertThat(say("model", "show", 0).out()).contains("SHA-256 verified");
  }

  @Test
  void theFileOfSettingsAndTheFlagsGoTogether() throws IOException {
    push();
    Path config =
        Files.writeString(folder.resolve("job.yaml"), "job: filed\ndataset: points\nclients: 4\n");

    Said created = say("job", "create", "--config", config, "--fraction", 1, "--rounds", 7);

    assertThat(created.out())
        .contains(
            "Created job filed.", "4 seats, quorum 4", "up to 7, or until a test accuracy of 97 %");
  }

  @Test
  void aJobThatIsThereMayGoOnLongerAndIsOtherwiseTheSame() {
    push();
    Object[] words = {"job", "create", "--dataset", "points", "--job", "tiny", "--clients", "4"};
    say(words);

    Said longer = say(with(words, "--rounds", "500"));
    Said other = say(with(words, "--learning-rate", "0.5"));

    assertThat(longer.out()).contains("Job tiny already exists.", "up to 500");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("learning_rate: 0.1 -> 0.5", "--job NAME");
  }

  @Test
  void withoutItsDataAJobIsNotCreated() {
    Said refused = say("job", "create", "--job", "tiny");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("Stack TestControl has no data set mnist. To upload it:");
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void aModelThatDoesNotSuitTheDataIsRefused() {
    push();

    Said refused = say("job", "create", "--dataset", "points", "--model", "mcmahan-cnn");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(store.list(ObjectKeys.jobs())).isEmpty();
  }

  @Test
  void tooFewDataShardsForAQuorumAreNoticed() {
    push();

    assertThat(say("job", "create", "--dataset", "points", "--drop-out", 0.1).out())
        .contains("Note: A round waits for 10 updates, but data set points has 4 data shards")
        .contains(
            "Note: split, examples_per_client, drop_out and stragglers apply to simulations only.");
  }

  /** Test data of 200 million examples, of which there is only the header. */
  private static final class LargeTestData extends ForwardingStore {

    private static final long EXAMPLES = 200_000_000;

    LargeTestData(ObjectStore store) {
      super(store);
    }

    @Override
    public Optional<StoredObject> get(String key) {
      if (!key.equals(ObjectKeys.testData("points"))) {
        return super.get(key);
      }
      SafetensorsHeader header =
          SafetensorsHeader.of(
              Map.of("kind", "data-shard"),
              List.of(
                  new Tensor("labels", Dtype.I64, List.of(EXAMPLES)),
                  new Tensor("features", Dtype.F32, List.of(EXAMPLES, 2L))));
      return Optional.of(
          new StoredObject(
              new ObjectInfo(key, header.fileBytes(), "tag"),
              new ByteArrayInputStream(header.encode())));
    }
  }

  @Test
  void anEvaluationThatMayNotFitItsFunctionIsNoticedUnlessItIsTurnedOff() {
    push();
    FakeStacks large = new FakeStacks(new FakeStack(new LargeTestData(store)));
    Object[] words = {"job", "create", "--dataset", "points", "--clients", "4"};

    assertThat(Said.by(large, with(words, "--job", "a")).out())
        .contains("Note: An evaluation needs about 3,273 MB, but its function has 3,008 MB")
        .contains("Note: An evaluation on 200,000,000 examples takes about");
    assertThat(Said.by(large, with(words, "--job", "b", "--evaluate-every", "0")).out())
        .contains("Created job b.")
        .doesNotContain("An evaluation");
  }

  @Test
  void anOwnNetworkGoesIntoTheBucketWithTheJob() throws IOException {
    push();
    Path network = Files.writeString(folder.resolve("my-net.json"), network());

    Said created =
        say(
            "job",
            "create",
            "--dataset",
            "points",
            "--model",
            network,
            "--job",
            "own",
            "--clients",
            4);

    assertThat(created.err()).isEmpty();
    assertThat(
            new String(store.bytes(ObjectKeys.modelConfiguration("own")), StandardCharsets.UTF_8))
        .isEqualTo(network());
    JobConfig config =
        JobConfig.fromJson(new Documents(store).require(ObjectKeys.job("own"), JsonNode.class));
    assertThat(config.model()).isEqualTo("my-net.json");
    // Without the file: model and data come from the bucket.
    Files.delete(network);
    JsonNode evaluated = say("evaluate", "--json", "--job", "own").json();
    assertThat(evaluated.get(0).get("examples").asInt()).isEqualTo(60);
  }

  @Test
  void theModelFileOfAnotherCommandIsNotOverwritten() throws IOException {
    push();
    Path network = Files.writeString(folder.resolve("my-net.json"), network());
    byte[] others = "{}".getBytes(StandardCharsets.UTF_8);
    store.put(ObjectKeys.modelConfiguration("own"), Content.of(others));

    Said refused = say("job", "create", "--dataset", "points", "--model", network, "--job", "own");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("Cannot create the job: jobs/own/model.json has other content");
    assertThat(store.bytes(ObjectKeys.modelConfiguration("own"))).isEqualTo(others);
    assertThat(store.head(ObjectKeys.job("own"))).isEmpty();
  }

  @Test
  void aModelFileIsWrittenWithoutTouchingTheStack() {
    Path file = folder.resolve("model.safetensors");

    Said refused = say("model", "init", "--out", file, "--rounds", 3);
    Said written = say("model", "init", "--out", file, "--seed", 3);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("Unknown option", "--rounds");
    assertThat(written.exitCode()).isZero();
    assertThat(file).isNotEmptyFile();
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void aLocalJobIsWhatASimulationWithTheSameSettingsTrains() {
    Path runs = folder.resolve("runs");
    Object[] settings = {"--dataset", data, "--clients", 4, "--rounds", 2, "--job", "own"};

    Said created = say(with(new Object[] {"job", "create", "--out", runs}, settings));
    String digest = manifest(runs, 0).modelSha256();
    Said again = say(with(new Object[] {"job", "create", "--out", runs}, settings));
    Said other = say("job", "create", "--out", runs, "--job", "own", "--dataset", data);
    Said simulated = say(with(new Object[] {"simulate", "--quiet", "--out", runs}, settings));

    assertThat(created.err()).isEmpty();
    assertThat(created.out())
        .contains("Created job own.")
        .contains("Next: ./rondo simulate --out " + runs + " --dataset " + data);
    assertThat(again.out()).contains("Job own already exists.");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("already exists with other settings", "clients: ");
    assertThat(simulated.exitCode()).isZero();
    assertThat(manifest(runs, 0).modelSha256()).isEqualTo(digest);
    assertThat(manifest(runs, 2).parent()).contains(1);
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void dataThatChangeAfterALocalJobWasCreatedAreNoticed() throws IOException {
    Path runs = folder.resolve("runs");
    Object[] settings = {"--dataset", data, "--clients", 4, "--rounds", 2, "--job", "own"};
    say(with(new Object[] {"job", "create", "--out", runs}, settings));
    Files.writeString(data, "1,3,3\n".repeat(10), StandardOpenOption.APPEND);

    Said simulated = say(with(new Object[] {"simulate", "--quiet", "--out", runs}, settings));

    assertThat(simulated.exitCode()).isEqualTo(2);
    assertThat(simulated.err()).contains("the training data differ");
  }

  @Test
  void jobsAreListedAndShownLocallyAsOnAStack() {
    push();
    Path runs = folder.resolve("runs");
    Object[] create = {"job", "create", "--job", "tiny", "--clients", 4, "--dataset"};
    say(with(create, data, "--out", runs));
    say(with(create, "points"));

    JsonNode local = say("job", "list", "--out", runs, "--json").json();
    JsonNode remote = say("job", "list", "--json").json();
    JsonNode shown = say("job", "show", "--json").json();

    assertThat(local.get(0).get("location").asText()).isEqualTo(runs.resolve("tiny").toString());
    assertThat(remote.get(0).get("location").asText()).isEqualTo("s3://test-bucket/jobs/tiny");
    assertThat(remote.get(0).get("through_round").asInt()).isZero();
    assertThat(shown.get("config").get("clients").asInt()).isEqualTo(4);
    assertThat(say("job", "list", "--out", runs).out()).contains("tiny", "0 of 100");
    assertThat(say("job", "show", "--run", runs.resolve("tiny")).out())
        .containsPattern("next round +1")
        .containsPattern("learning_rate +0.1");
    assertThat(say("job", "list", "--out", folder.resolve("empty")).out())
        .startsWith("No jobs. To create one: rondo job create");
    assertThat(say("job", "list", "--out", runs, "--stack", FakeStack.NAME).exitCode())
        .isEqualTo(2);
  }

  private static VersionManifest manifest(Path runs, int version) {
    return Run.in(runs.resolve("own")).manifest(version);
  }

  private static String network() {
    MultiLayerConfiguration network =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .list()
            .layer(new DenseLayer.Builder().nIn(2).nOut(5).activation(Activation.RELU).build())
            .layer(
                new OutputLayer.Builder()
                    .nIn(5)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .lossFunction(LossFunctions.LossFunction.NEGATIVELOGLIKELIHOOD)
                    .build())
            .build();
    return network.toJson();
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(List.of(words).stream(), List.of(more).stream()).toArray();
  }

  @Test
  void aJobKnowsHowItsTableWasRead() throws IOException {
    String rows = Files.readString(data).replace("label,", "kind,").replace("\n2,", "\nblue,");
    Files.writeString(data, rows);
    Said pushed =
        say("data", "push", data, "--clients", 4, "--label", "kind", "--scale", "standardize");
    assertThat(pushed.out()).contains("kind, 3 classes: 0, 1, blue");

    Said created = say("job", "create", "--dataset", "points", "--job", "tiny", "--clients", 4);

    assertThat(created.err()).isEmpty();
    DataDescription read =
        new Documents(store).require(ObjectKeys.dataDescription("tiny"), DataDescription.class);
    assertThat(read.columns()).containsExactly("x", "y");
    assertThat(read.classes()).containsExactly("0", "1", "blue");
    assertThat(read.means()).hasSize(2);
    JobConfig config =
        JobConfig.fromJson(new Documents(store).require(ObjectKeys.job("tiny"), JsonNode.class));
    assertThat(config.data().scaling()).isEqualTo(Scaling.STANDARDIZE);
    assertThat(config.data().label()).contains("kind");
    assertThat(
            say(
                    "job",
                    "create",
                    "--dataset",
                    "points",
                    "--job",
                    "b",
                    "--clients",
                    4,
                    "--scale",
                    "0-255")
                .err())
        .contains("Data set points was uploaded with other settings: its scale is standardize");
  }

  @Test
  void aJobOnOtherDataOfTheSameNameIsAnotherJob() throws IOException {
    push();
    say("job", "create", "--dataset", "points", "--job", "tiny", "--clients", 4);
    Files.writeString(data, Files.readString(data).replace("label,x", "label,z"));
    say("data", "push", data, "--clients", 4, "--split", "labels:2", "--force");

    Said again = say("job", "create", "--dataset", "points", "--job", "tiny", "--clients", 4);

    assertThat(again.err()).contains("the data set has other columns or classes");
  }
}
