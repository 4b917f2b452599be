package dev.rondo.cli.command;

import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.Naming;
import dev.rondo.settings.RawSettings;
import dev.rondo.settings.YamlFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The job's settings as flags, made from the fields that also describe job.yaml. */
final class JobFlags {

  private JobFlags() {}

  /** Adds a flag for each setting that the command has no flag of its own for. */
  static void addTo(CommandSpec spec) {
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      if (spec.findOption(flag(field)) == null) {
        String description = field.description() + field.hint();
        spec.addOption(
            OptionSpec.builder(flag(field))
                .type(String.class)
                .paramLabel(field.kind().name().toUpperCase(Locale.ROOT))
                .description(description.replace("%", "%%"))
                .build());
      }
    }
  }

  /** The settings of the file and the flags; flags win. */
  static RawSettings settings(Optional<Path> file, ParseResult parsed) {
    RawSettings settings = file.map(YamlFile::read).orElse(RawSettings.empty());
    for (Field<?> field : JobFields.SCHEMA.fields()) {
      if (parsed.hasMatchedOption(flag(field))) {
        List<String> values = parsed.matchedOption(flag(field)).stringValues();
        settings = settings.with(field.key(), values.get(values.size() - 1), flag(field));
      }
    }
    return settings;
  }

  private static String flag(Field<?> field) {
    return Naming.FLAG.name(field.key());
  }
}
