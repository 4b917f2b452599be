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
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Settings of a job as flags, made from the fields that also describe job.yaml. */
public final class JobFlags {

  private JobFlags() {}

  /** A command with settings of a job among its options. */
  interface Taker {

    /** The settings that the command takes. */
    List<Field<?>> jobFields();

    /** What applies when an option is not specified, as it ends the option's description. */
    default String hint(Field<?> field) {
      return field.hint();
    }
  }

  /** Adds the flags of every {@link Taker} among a command and its subcommands. */
  public static CommandLine addTo(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (spec.userObject() instanceof Taker taker) {
      for (Field<?> field : taker.jobFields()) {
        // A command can have an option of its own for a setting.
        if (spec.findOption(flag(field)) == null) {
          spec.addOption(option(field, taker.hint(field)));
        }
      }
    }
    command.getSubcommands().values().forEach(JobFlags::addTo);
    return command;
  }

  private static OptionSpec option(Field<?> field, String hint) {
    return OptionSpec.builder(flag(field))
        .type(String.class)
        .paramLabel(field.kind().name().toUpperCase(Locale.ROOT))
        .description((field.description() + (hint.isEmpty() ? "." : hint)).replace("%", "%%"))
        .build();
  }

  /** The settings that a command line gives. */
  static RawSettings read(ParseResult parsed) {
    return settings(Optional.empty(), parsed);
  }

  /** The settings of the file and the flags; flags win. */
  static RawSettings settings(Optional<Path> file, ParseResult parsed) {
    return settings(file, parsed, JobFields.SCHEMA.fields());
  }

  /**
   * Likewise, for a command with options that have the name of a setting and another meaning.
   *
   * @param fields the settings whose flags are read
   */
  static RawSettings settings(Optional<Path> file, ParseResult parsed, List<Field<?>> fields) {
    RawSettings all = file.map(YamlFile::read).orElse(RawSettings.empty());
    for (Field<?> field : fields) {
      if (parsed.hasMatchedOption(flag(field))) {
        List<String> values = parsed.matchedOption(flag(field)).stringValues();
        all = all.with(field.key(), values.get(values.size() - 1), flag(field));
      }
    }
    return all;
  }

  static String flag(Field<?> field) {
    return Naming.FLAG.name(field.key());
  }
}
