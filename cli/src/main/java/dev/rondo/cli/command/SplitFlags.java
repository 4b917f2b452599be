package dev.rondo.cli.command;

import dev.rondo.learning.data.Dataset;
import dev.rondo.protocol.random.Draws;
import dev.rondo.rounds.job.JobData;
import dev.rondo.rounds.job.JobFields;
import dev.rondo.settings.Field;
import dev.rondo.settings.RawSettings;
import dev.rondo.settings.Values;
import dev.rondo.simulation.Splits;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * How a data set is read, and split among clients: settings of a job, and kubeFL's names for two of
 * them.
 */
final class SplitFlags {

  /** The settings of a job that say it. */
  static final List<Field<?>> FIELDS =
      Stream.concat(
              JobData.FIELDS.stream(),
              Stream.of(
                  JobFields.SPLIT,
                  JobFields.CLIENTS,
                  JobFields.EXAMPLES_PER_CLIENT,
                  JobFields.SEED))
          .toList();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--n-label",
      paramLabel = "N",
      description = "Labels per client: kubeFL's name for --split labels:N.")
  private Optional<String> labelsPerClient = Optional.empty();

  @Option(
      names = "--n-data",
      paramLabel = "N",
      description = "Examples per client: kubeFL's name for --examples-per-client.")
  private Optional<String> examplesPerClient = Optional.empty();

  /**
   * The settings that the command line gives, with defaults for the others.
   *
   * @throws dev.rondo.settings.InvalidSettingsException with all problems
   */
  Values values() {
    RawSettings settings = JobFlags.read(parsed());
    settings = with(settings, JobFields.SPLIT, labelsPerClient.map("labels:"::concat), "--n-label");
    settings = with(settings, JobFields.EXAMPLES_PER_CLIENT, examplesPerClient, "--n-data");
    return JobFields.SCHEMA.resolve(settings);
  }

  private RawSettings with(
      RawSettings settings, Field<?> field, Optional<String> value, String flag) {
    if (value.isPresent() && parsed().hasMatchedOption(JobFlags.flag(field))) {
      throw new ParameterException(
          command.commandLine(),
          flag + " is another name for " + JobFlags.flag(field) + ". Specify only one");
    }
    return value.map(text -> settings.with(field.key(), text, flag)).orElse(settings);
  }

  /** The data shards of the training data, one per client. */
  static List<Dataset> deal(Values values, Dataset train) {
    return Splits.of(values.get(JobFields.SPLIT))
        .assign(
            train,
            values.get(JobFields.CLIENTS),
            values.get(JobFields.EXAMPLES_PER_CLIENT),
            new Draws(values.get(JobFields.SEED)))
        .stream()
        .map(train::select)
        .toList();
  }

  /** The first of these options that was specified. */
  Optional<String> given() {
    return parsed().matchedOptions().stream()
        .map(option -> option.longestName())
        .filter(
            name ->
                name.equals("--n-label")
                    || name.equals("--n-data")
                    || FIELDS.stream().map(JobFlags::flag).anyMatch(name::equals))
        .findFirst();
  }

  private ParseResult parsed() {
    return command.commandLine().getParseResult();
  }
}
