package dev.rondo.agent;

import dev.rondo.agent.SeatKeeper.End;
import dev.rondo.agent.status.AgentState;
import dev.rondo.agent.status.StatusLines;
import dev.rondo.agent.training.Outcome;
import dev.rondo.agent.training.PlanCheck;
import dev.rondo.agent.training.SeatWork;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.ClientRound.Invitation;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Handles a seat: checks it, trains and uploads if the round is open, and logs the result. */
final class SeatService {

  /**
   * The longest wait for a data shard, because other clients may release one earlier than their
   * leases say.
   */
  private static final Duration LONGEST_WAIT_FOR_A_DATA_SHARD = Duration.ofMinutes(5);

  private static final Duration WAIT_WHEN_FORBIDDEN = Duration.ofMinutes(5);

  private final ClientRound round;
  private final SeatKeeper keeper;
  private final SeatWork.Means means;
  private final PlanCheck check;
  private final InstantSource clock;
  private final AgentState state;
  private final StatusLines status;
  private Optional<Seat> leftover = Optional.empty();

  SeatService(
      ClientRound round,
      SeatKeeper keeper,
      SeatWork.Means means,
      PlanCheck check,
      InstantSource clock,
      AgentState state,
      StatusLines status) {
    this.round = round;
    this.keeper = keeper;
    this.means = means;
    this.check = check;
    this.clock = clock;
    this.state = state;
    this.status = status;
  }

  /** What the agent does with the seat. */
  sealed interface Served {

    /** The update is uploaded: delete the seat. */
    record Uploaded() implements Served {}

    /** The round has ended: delete the seat. */
    record Over() implements Served {}

    /** This client may not update this round, or has done so: hand the seat to another soon. */
    record ForAnother() implements Served {}

    /**
     * This client cannot take part now; another client may.
     *
     * @param atLeast how long it makes no sense to look for another seat
     */
    record NotNow(Duration atLeast) implements Served {}

    /** This client stops: hand the seat to another client at once. */
    record Stopped() implements Served {}
  }

  /**
   * Handles one seat.
   *
   * @throws StoreException when the store does not answer
   */
  Served serve(Delivery delivery) {
    Seat seat = delivery.seat();
    Invitation invitation;
    try {
      invitation = round.look(seat);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return refused(seat, String.valueOf(e.getMessage()));
    }
    if (invitation instanceof Invitation.RoundClosed) {
      about("seat_out_of_date", seat).info("The round has ended, or its deadline has passed");
      return new Served.Over();
    }
    if (invitation instanceof Invitation.Excluded excluded) {
      return forAnother(
          seat, "excluded", excluded.reason() + "; handing the seat to another client");
    }
    if (!(invitation instanceof Invitation.Train train)) {
      return forAnother(
          seat,
          "already_served",
          "This client already has an update in this round; handing the seat to another client");
    }
    List<String> problems = new ArrayList<>(check.problems(seat, train.plan()));
    round.problem(train.plan()).ifPresent(problems::add);
    return problems.isEmpty()
        ? train(delivery, train.plan())
        : refused(seat, String.join("; ", problems));
  }

  private Served train(Delivery delivery, Plan plan) {
    Seat seat = delivery.seat();
    state.enter("training");
    about("training", seat)
        .with("base_version", plan.baseVersion())
        .with("model", plan.model())
        .with("epochs", plan.training().epochs())
        .print();
    Instant begin = clock.instant();
    End end = keeper.keep(delivery, new SeatWork(means, plan, seat));
    double seconds = Duration.between(begin, clock.instant()).toMillis() / 1000.0;
    if (end instanceof End.Done done) {
      return done(seat, done.outcome(), seconds);
    }
    if (end instanceof End.RoundClosed) {
      about("round_closed", seat)
          .with("seconds", seconds)
          .info("The round closed before this client finished");
      return new Served.Over();
    }
    if (end instanceof End.LeaseLost) {
      about("lease_lost", seat)
          .with("seconds", seconds)
          .warn("Another client took over this client's data shard, because its lease expired");
      return new Served.NotNow(Duration.ZERO);
    }
    if (end instanceof End.Failed failed) {
      return failed(seat, failed.cause());
    }
    about("handed_back", seat).with("seconds", seconds).info("The agent is stopping");
    return new Served.Stopped();
  }

  private Served done(Seat seat, Outcome outcome, double seconds) {
    if (outcome instanceof Outcome.Uploaded uploaded) {
      state.countRound();
      StatusLines.Line line =
          about("uploaded", seat)
              .with("seconds", seconds)
              .with("training_seconds", uploaded.training().toMillis() / 1000.0);
      if (uploaded.examples().isPresent()) {
        line = line.with("examples", uploaded.examples().getAsLong());
      }
      if (uploaded.trainLoss().isPresent()) {
        line = line.with("train_loss", uploaded.trainLoss().getAsDouble());
      }
      if (Double.isFinite(uploaded.trainLoss().orElse(0))) {
        line.print();
      } else {
        line.warn("Training diverged, so the update will be rejected. Lower the learning rate");
      }
      return new Served.Uploaded();
    }
    if (outcome instanceof Outcome.NoDataShard none) {
      about("no_data_shard", seat).warn(none.problem());
      return new Served.NotNow(none.until().map(this::untilThen).orElse(Duration.ZERO));
    }
    if (outcome instanceof Outcome.TrainerFailed trainer) {
      about("trainer_failed", seat).with("seconds", seconds).warn(trainer.problem());
      return new Served.NotNow(Duration.ZERO);
    }
    if (outcome instanceof Outcome.Refused refused) {
      return refused(seat, refused.problem());
    }
    return new Served.Stopped();
  }

  private Duration untilThen(Instant end) {
    Duration left = Duration.between(clock.instant(), end);
    return left.compareTo(LONGEST_WAIT_FOR_A_DATA_SHARD) > 0 ? LONGEST_WAIT_FOR_A_DATA_SHARD : left;
  }

  private Served forAnother(Seat seat, String state, String reason) {
    Seat ofRound = new Seat(seat.job(), seat.round(), 0, "-");
    // The same seat can be received many times before another client takes it, so this is logged
    // once for each round.
    if (!leftover.equals(Optional.of(ofRound))) {
      leftover = Optional.of(ofRound);
      about(state, seat).info(reason);
    }
    return new Served.ForAnother();
  }

  private Served refused(Seat seat, String problem) {
    about("refused", seat).warn(problem);
    return new Served.NotNow(Duration.ZERO);
  }

  /** A failure right after a training must not start the next training at once, again and again. */
  private Served failed(Seat seat, Throwable cause) {
    if (cause instanceof ForbiddenException forbidden) {
      about("forbidden", seat)
          .warn(forbidden.getMessage() + ". Check that --identity matches the credentials");
      return new Served.NotNow(WAIT_WHEN_FORBIDDEN);
    }
    if (cause instanceof RuntimeException fault) {
      throw fault;
    }
    throw new StoreException(String.valueOf(cause), cause);
  }

  private StatusLines.Line about(String what, Seat seat) {
    return status
        .line(what)
        .with("job", seat.job())
        .with("round", seat.round())
        .with("seat", seat.seat());
  }
}
