package dev.rondo.emulator;

import dev.rondo.aws.queue.SqsTaskQueue;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.round.TaskQueue;
import dev.rondo.protocol.round.TaskQueue.Delivery;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.training.LocalResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The clients of one job, which train nothing and upload what a test gives them. */
final class JobClients {

  /**
   * Of 20 s each. The poll of a client that has just been ended may still take a seat, which comes
   * back after 120 s.
   */
  private static final int POLLS = 9;

  private final Cloud cloud;
  private final String job;
  private final TaskQueue queue;

  JobClients(Cloud cloud, String job) {
    this.cloud = cloud;
    this.job = job;
    this.queue =
        new SqsTaskQueue(
            cloud.clients().sqs(), cloud.output("TaskQueueUrl"), Duration.ofSeconds(20));
  }

  /** Takes a seat of this job's round; seats that an earlier round left behind are deleted. */
  Delivery takeSeat(int round) {
    for (int polls = 0; polls < POLLS; ) {
      Optional<Delivery> delivery = queue.receive();
      if (delivery.isEmpty()) {
        polls++;
        continue;
      }
      Seat seat = delivery.get().seat();
      if (seat.job().equals(job) && seat.round() == round) {
        return delivery.get();
      }
      queue.delete(delivery.get().receipt());
    }
    throw new AssertionError("No seat of round " + round + " came within three minutes");
  }

  /** Deletes a seat that was used. */
  void delete(Delivery delivery) {
    queue.delete(delivery.receipt());
  }

  Plan plan(int round) {
    return cloud.documents().require(ObjectKeys.plan(job, round), Plan.class);
  }

  void upload(int round, String client, Seat seat, LocalResult result) {
    new ClientRound(cloud.store(), client, InstantSource.system())
        .upload(plan(round), seat, result);
  }

  /** Takes a seat and uploads a client's update. */
  void serve(int round, String client, LocalResult result) {
    Delivery delivery = takeSeat(round);
    upload(round, client, delivery.seat(), result);
    queue.delete(delivery.receipt());
  }
}
