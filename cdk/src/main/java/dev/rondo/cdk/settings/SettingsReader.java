package dev.rondo.cdk.settings;

import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads settings from CDK's context ({@code -c ec2_nodes=5}) and from the file that {@code -c
 * config=rondo.yaml} names, YAML or JSON. The context wins. Whatever is wrong with any of it is
 * told together.
 */
public final class SettingsReader {

  private static final String FILE = "config";

  /** CDK keeps entries of its own in the context; their keys have one of these. */
  private static final Pattern OF_CDK = Pattern.compile("[:/@]");

  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

  private final Path folder;
  private final Map<String, Given> given = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private SettingsReader(Path folder) {
    this.folder = folder;
  }

  /**
   * @param context CDK's context, with entries that are none of Rondo's
   * @param folder where the file's name starts from
   * @throws InvalidSettingsException with every problem
   */
  public static Settings read(Map<String, ?> context, Path folder) {
    SettingsReader reader = new SettingsReader(folder);
    Object file = context.get(FILE);
    if (file != null) {
      reader.file(String.valueOf(file));
    }
    context.forEach(reader::context);
    Values values = new Values(reader.given, reader.problems);
    Settings settings = Settings.from(values);
    values.finish();
    return settings;
  }

  /** Every setting and its default, as a user would write it; empty for none. */
  public static Map<String, String> defaults() {
    Values values = new Values(Map.of(), List.of());
    Settings.from(values);
    return values.defaults();
  }

  private void context(String key, Object value) {
    if (!key.equals(FILE) && !OF_CDK.matcher(key).find()) {
      String text =
          value instanceof List<?> list
              ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
              : String.valueOf(value);
      given.put(snake(key), new Given(text, "-c " + key));
    }
  }

  /** CDK's own context is in camel case, so that is understood too. */
  private static String snake(String key) {
    return HUMP.matcher(key)
        .replaceAll(hump -> hump.group(1) + "_" + Character.toLowerCase(hump.group(2).charAt(0)));
  }

  private void file(String name) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(name).build();
      Optional<Node> root =
          new Compose(settings).composeString(Files.readString(folder.resolve(name)));
      root.ifPresent(node -> document(name, node));
    } catch (MarkedYamlEngineException e) {
      String place = e.getProblemMark().map(mark -> name + ":" + (mark.getLine() + 1)).orElse(name);
      problems.add(new Problem(place, "is not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      problems.add(new Problem(name, "is not YAML: " + e.getMessage()));
    } catch (IOException e) {
      problems.add(
          new Problem("-c config", "cannot read " + folder.resolve(name).toAbsolutePath()));
    }
  }

  private void document(String name, Node root) {
    if (!(root instanceof MappingNode mapping)) {
      problems.add(new Problem(name, "has no settings: write one a line, 'ec2_nodes: 5'"));
      return;
    }
    for (NodeTuple entry : mapping.getValue()) {
      Node key = entry.getKeyNode();
      String place = key.getStartMark().map(mark -> name + ":" + (mark.getLine() + 1)).orElse(name);
      Optional<String> text = text(entry.getValueNode());
      if (!(key instanceof ScalarNode word)) {
        problems.add(new Problem(place, "a key must be a plain word, as in 'ec2_nodes: 5'"));
      } else if (text.isEmpty()) {
        problems.add(new Problem(place, word.getValue() + " takes one value or a list of them"));
      } else if (given.put(word.getValue(), new Given(text.get(), place)) != null) {
        problems.add(new Problem(place, word.getValue() + " is set twice: keep one"));
      }
    }
  }

  private static Optional<String> text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    if (node instanceof SequenceNode list
        && list.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
      return Optional.of(
          list.getValue().stream()
              .map(item -> ((ScalarNode) item).getValue())
              .collect(Collectors.joining(",")));
    }
    return Optional.empty();
  }
}
