package dev.rondo.rounds.job;

import dev.rondo.protocol.data.DataSettings;
import dev.rondo.settings.Field;
import dev.rondo.settings.Values;
import java.util.Arrays;
import java.util.List;

/** How a job says that its data are to be read. */
public final class JobData {

  /** The settings that say it, besides the seed. */
  public static final List<Field<?>> FIELDS =
      List.of(JobFields.LABEL, JobFields.HEADER, JobFields.IGNORE_COLUMNS, JobFields.SCALE);

  private JobData() {}

  /** What the values of a job say. */
  public static DataSettings of(Values values) {
    List<String> ignored =
        Arrays.stream(values.get(JobFields.IGNORE_COLUMNS).orElse("").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    return new DataSettings(
        values.get(JobFields.LABEL),
        values.get(JobFields.HEADER),
        ignored,
        values.get(JobFields.SCALE),
        values.get(JobFields.SEED));
  }
}
