package dev.rondo.cli.command;

import dev.rondo.learning.data.DataSets;
import dev.rondo.learning.data.Dataset;
import dev.rondo.learning.model.Model;
import dev.rondo.learning.model.Models;
import dev.rondo.rounds.job.JobConfig;
import dev.rondo.simulation.Home;
import dev.rondo.simulation.RunFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Creates a job in a local folder, where {@code rondo simulate} trains it. */
final class LocalJob {

  /** When the virtual time of a simulation begins. */
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private LocalJob() {}

  /**
   * Creates the job.
   *
   * @throws UserError if the job exists with other settings
   */
  static JobCreation create(Path folder, JobConfig config) {
    Dataset train = DataSets.load(config.dataset(), Home.find()).train();
    Model model = Models.named(config.model(), train.exampleShape(), train.classes());
    try (RunFolder held = RunFolder.open(folder)) {
      return JobCreation.in(held.store(), config, model, Optional.empty(), START, model.notices());
    }
  }
}
