package dev.rondo.learning.model;

import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.protocol.testing.NastyJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Any bytes as the configuration of an adapter. */
class AdapterConfigFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    List<byte[]> seeds = new ArrayList<>(NastyJson.all());
    seeds.add(
        "{\"peft_type\": \"LORA\", \"r\": 16, \"target_modules\": [\"q_proj\"], \"bias\": null}"
            .getBytes(StandardCharsets.UTF_8));
    return Fuzz.of(
            AdapterConfigFuzzTest.class,
            input -> new AdapterConfig(new String(input, StandardCharsets.UTF_8)),
            InvalidInputException.class)
        .from(seeds)
        .allocating(4 << 20, 512);
  }
}
