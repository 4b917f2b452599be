package dev.rondo.faults;

import dev.rondo.faults.service.Truth;
import dev.rondo.protocol.model.ModelLayout;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** An update that is not valid. */
final class Lies {

  private final Plan plan;
  private final Seat seat;
  private final int client;
  private final byte[] bytes;
  private final Truth truth;

  Lies(Scenario scenario, Plan plan, Seat seat, int client, SplittableRandom draws) {
    this.plan = plan;
    this.seat = seat;
    this.client = client;
    float[] delta = scenario.update(client, plan.round());
    long examples = Scenario.examples(client, plan.round());
    boolean valid = false;
    String what;
    ClientUpdate honest = update(plan.round(), plan.baseVersion(), seat.nonce(), examples);
    switch (draws.nextInt(12)) {
      case 0 -> {
        what = "a NaN";
        delta[client] = Float.NaN;
        bytes = file(honest, delta);
      }
      case 1 -> {
        what = "an infinity";
        delta[delta.length - 1] = Float.NEGATIVE_INFINITY;
        bytes = file(honest, delta);
      }
      case 2 -> {
        what = "a norm over 1000";
        delta[client] = 1024;
        valid = plan.maxUpdateNorm() == 0;
        bytes = file(honest, delta);
      }
      case 3 -> {
        what = "no seat's nonce";
        // The number and the path of the seat, with another secret.
        String nonce = seat.nonce().replaceFirst("\\.[0-9a-f]+\\.", "." + "0".repeat(32) + ".");
        bytes = file(update(plan.round(), plan.baseVersion(), nonce, examples), delta);
      }
      case 4 -> {
        what = "another round";
        bytes = file(update(plan.round() + 1, plan.baseVersion(), seat.nonce(), examples), delta);
      }
      case 5 -> {
        what = "another base version";
        bytes = file(update(plan.round(), plan.baseVersion() + 1, seat.nonce(), examples), delta);
      }
      case 6 -> {
        what = "a file that is cut off";
        byte[] whole = file(honest, delta);
        bytes = Arrays.copyOf(whole, draws.nextInt(whole.length));
      }
      case 7 -> {
        what = "noise";
        bytes = new byte[draws.nextInt(200)];
        draws.nextBytes(bytes);
      }
      case 8 -> {
        what = "no examples";
        bytes = file(update(plan.round(), plan.baseVersion(), seat.nonce(), 0), delta);
      }
      case 9 -> {
        what = "more bytes than any update has";
        bytes = Arrays.copyOf(file(honest, delta), Math.toIntExact(plan.maxUpdateBytes()) + 1);
      }
      case 10 -> {
        what = "a billion examples, which nobody can refute";
        examples = 1_000_000_000;
        valid = true;
        bytes = file(update(plan.round(), plan.baseVersion(), seat.nonce(), examples), delta);
      }
      default -> {
        what = "another model";
        ModelLayout other = new ModelLayout(plan.layout().tensors().subList(0, 1));
        bytes = file(honest, other, Arrays.copyOf(delta, other.parameterCount()));
      }
    }
    truth = new Truth(client, plan.round(), seat.seat(), delta, examples, valid, what);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  Truth truth() {
    return truth;
  }

  /** Writes the update if none exists, because the bucket's policy requires that of clients. */
  static void put(ObjectStore store, String key, byte[] bytes) {
    store.putIfAbsent(key, Content.of(bytes));
  }

  private ClientUpdate update(int round, int base, String nonce, long examples) {
    return new ClientUpdate(plan.job(), round, base, nonce, examples, 0.25 + client + seat.seat());
  }

  private byte[] file(ClientUpdate update, float[] delta) {
    return file(update, plan.layout(), delta);
  }

  private static byte[] file(ClientUpdate update, ModelLayout layout, float[] delta) {
    return bytes(update.toFile(layout, delta));
  }

  /** The bytes of a file. */
  static byte[] bytes(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new StoreException("Cannot make an update", e);
    }
    return out.toByteArray();
  }
}
