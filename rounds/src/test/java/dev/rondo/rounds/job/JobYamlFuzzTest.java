package dev.rondo.rounds.job;

import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.YamlFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Any bytes as a configuration file, job.yaml. */
class JobYamlFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    // A key that is no setting costs a line that names all settings.
    return Fuzz.of(JobYamlFuzzTest.class, JobYamlFuzzTest::parse, InvalidSettingsException.class)
        .from(seeds())
        .allocating(4 << 20, 512);
  }

  private static void parse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    JobConfig config = JobConfig.of(YamlFile.parse("job.yaml", text));
    if (!JobConfig.fromJson(config.toJson()).equals(config)) {
      throw new AssertionError("it is frozen as another than it was read: " + config);
    }
  }

  private static List<byte[]> seeds() {
    return Stream.of(
            "",
            "job: a\nmodel: m\n",
            """
            # A job.
            job: "first"
            model: mcmahan-cnn
            clients: 1e2
            fraction: .1
            split: dirichlet:0.50
            stragglers: 0.2:10
            aggregation: 'unweighted'
            seed: -9223372036854775808
            learning_rate: 1E-3
            """,
            // Aliases that would multiply, were they followed.
            "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\nclients: *c\n",
            "clients: &c 10\nrounds: *c\n",
            "<<: {clients: 3}\n",
            "clients: " + "[".repeat(30_000),
            "clients: " + "{a: ".repeat(15_000),
            "- ".repeat(20_000),
            "? ".repeat(20_000),
            "clients: " + "9".repeat(60_000),
            "learning_rate: 1e999999999\nclients: 1e-999999999\nseed: .nan\nrounds: .inf\n",
            "clients: 1\nclients: 2\n",
            "!!java.lang.Thread {}\n",
            "clients: !!int 3\n",
            "k: |\n" + "  x\n".repeat(10_000),
            "a\u0000b: 1\n",
            "\"\\ud800\": 1\nmodel: \"\\uD800\\x1b[2J\"\n",
            "%YAML 1.2\n---\nclients: 3\n...\n---\n",
            "x: 1\n".repeat(10),
            "&a : &b :\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
