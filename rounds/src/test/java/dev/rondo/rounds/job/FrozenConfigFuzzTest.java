package dev.rondo.rounds.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.json.Json;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.NastyJson;
import dev.rondo.rounds.testing.TestJob;
import dev.rondo.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.List;

/** Any bytes as the frozen configuration of a job, job.json. */
class FrozenConfigFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    List<byte[]> seeds = new ArrayList<>(NastyJson.all());
    seeds.add(Json.bytes(TestJob.config().toJson()));
    // A key that is no setting costs a line that names all settings.
    return Fuzz.of(
            FrozenConfigFuzzTest.class,
            FrozenConfigFuzzTest::parse,
            IllegalArgumentException.class,
            InvalidInputException.class,
            InvalidSettingsException.class)
        .from(seeds)
        .allocating(4 << 20, 512);
  }

  private static void parse(byte[] input) {
    JobConfig config = JobConfig.fromJson(Json.parse(input, JsonNode.class, "job.json"));
    if (!JobConfig.fromJson(config.toJson()).equals(config)) {
      throw new AssertionError("it is written as another than it was read: " + config);
    }
  }
}
