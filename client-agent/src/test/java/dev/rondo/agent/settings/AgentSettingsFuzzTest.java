package dev.rondo.agent.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import dev.rondo.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Any lines as flags and variables of an agent: each line a flag, its value, or NAME=VALUE. */
class AgentSettingsFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    return Fuzz.of(
            AgentSettingsFuzzTest.class,
            AgentSettingsFuzzTest::parse,
            InvalidSettingsException.class)
        .allocating(1 << 20, 4_096);
  }

  private static void parse(byte[] input) {
    List<String> flags = new ArrayList<>();
    Map<String, String> environment = new HashMap<>();
    for (String line : new String(input, UTF_8).split("\n")) {
      int equals = line.indexOf('=');
      if (line.startsWith("-") || equals < 1) {
        flags.add(line);
      } else {
        environment.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    AgentSettings.parse(flags, environment);
  }
}
