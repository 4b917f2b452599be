package dev.rondo.cli.command;

import dev.rondo.rounds.job.InvalidConfigException;
import dev.rondo.rounds.job.JobConfigs;
import dev.rondo.rounds.job.Problem;
import dev.rondo.rounds.job.Setting;
import dev.rondo.rounds.job.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The job's settings as flags, made from the registry that also reads job.yaml. */
final class JobFlags {

  private JobFlags() {}

  /** Adds a flag for each setting that the command has no flag of its own for. */
  static void addTo(CommandSpec spec) {
    for (Setting setting : JobConfigs.settings()) {
      if (spec.findOption(setting.flag()) != null) {
        continue;
      }
      String description = setting.description() + " (default: " + setting.defaultText() + ")";
      spec.addOption(
          OptionSpec.builder(setting.flag())
              .type(String.class)
              .paramLabel(setting.type().toUpperCase(java.util.Locale.ROOT))
              .description(description.replace("%", "%%"))
              .build());
    }
  }

  /** What the file and the flags say together; flags win. */
  static Settings settings(Optional<Path> file, ParseResult parsed) {
    Settings settings = file.map(JobFlags::read).orElse(Settings.empty());
    for (Setting setting : JobConfigs.settings()) {
      if (parsed.hasMatchedOption(setting.flag())) {
        List<String> values = parsed.matchedOption(setting.flag()).stringValues();
        settings = settings.with(setting.key(), values.get(values.size() - 1), setting.flag());
      }
    }
    return settings;
  }

  /** The first flag of a setting that was given, other than these. */
  static Optional<String> given(ParseResult parsed, List<String> others) {
    return JobConfigs.settings().stream()
        .map(Setting::flag)
        .filter(flag -> !others.contains(flag) && parsed.hasMatchedOption(flag))
        .findFirst();
  }

  private static Settings read(Path file) {
    try {
      if (Files.size(file) > Settings.MAX_YAML_BYTES) {
        throw invalid(file, "is over " + Settings.MAX_YAML_BYTES + " bytes: not a configuration");
      }
      return Settings.yaml(String.valueOf(file.getFileName()), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw invalid(file, "there is no such file");
    } catch (IOException e) {
      throw invalid(file, "could not be read: " + e);
    }
  }

  private static InvalidConfigException invalid(Path file, String message) {
    return new InvalidConfigException(List.of(new Problem(file.toString(), message)));
  }
}
