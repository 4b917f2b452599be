package dev.rondo.faults;

import dev.rondo.faults.service.Masked;
import dev.rondo.faults.service.Truth;
import dev.rondo.protocol.round.ClientUpdate;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * A masked update that is not valid, or that is and has a seed that the helper cannot use, which
 * nobody sees who aggregates.
 */
final class MaskedLies {

  private static final int KINDS = 15;

  /** Kinds that a worker refuses. */
  private static final int REFUSED = 9;

  private final Helper helper;
  private final Plan plan;
  private final String client;
  private final SplittableRandom draws;
  private final float[] delta;
  private Helper.Made made;
  private Optional<String> digest;
  private Optional<byte[]> seed;
  private int round;
  private int base;
  private String nonce;
  private long examples = 1;
  private Optional<byte[]> file = Optional.empty();
  private boolean valid;
  private final Truth truth;

  MaskedLies(
      Scenario scenario, Helper helper, Plan plan, Seat seat, int client, SplittableRandom draws) {
    this.helper = helper;
    this.plan = plan;
    this.client = Scenario.client(client);
    this.draws = draws;
    this.delta = scenario.update(client, plan.round());
    this.made = helper.mask(plan, this.client, delta);
    this.digest = Optional.of(made.truth().digest());
    this.seed = Optional.of(made.seed());
    this.round = plan.round();
    this.base = plan.baseVersion();
    this.nonce = seat.nonce();
    int kind = draws.nextInt(KINDS);
    String what = kind < REFUSED ? refused(kind) : hidden(kind);
    Masked behind = made.truth();
    this.truth =
        new Truth(client, plan.round(), seat.seat(), delta, examples, valid, what)
            .behind(
                new Masked(
                    this.client,
                    plan.round(),
                    digest.orElse(""),
                    behind.numbers(),
                    behind.integers(),
                    behind.sound()));
  }

  /** The bytes of the update. */
  byte[] bytes() {
    return file.orElseGet(
        () ->
            Lies.bytes(
                update().file(plan.updateLayout(), plan.encoding()).content(made.numbers())));
  }

  /** The file of its seed, if it has one. */
  Optional<byte[]> seed() {
    return seed.map(byte[]::clone);
  }

  /** Where the seed belongs. */
  String seedKey() {
    return ObjectKeys.sealedSeed(plan.job(), plan.round(), client, made.truth().digest());
  }

  Truth truth() {
    return truth;
  }

  private ClientUpdate update() {
    return new ClientUpdate(
        plan.job(),
        round,
        base,
        nonce,
        examples,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        digest);
  }

  /** What a worker refuses. */
  private String refused(int kind) {
    return switch (kind) {
      case 0 -> {
        // The number and the path of the seat, with another secret.
        nonce = nonce.replaceFirst("\\.[0-9a-f]+\\.", "." + "0".repeat(32) + ".");
        yield "no seat's nonce";
      }
      case 1 -> {
        round++;
        yield "another round";
      }
      case 2 -> {
        base++;
        yield "another base version";
      }
      case 3 -> {
        digest = Optional.empty();
        yield "no digest of the masked vector";
      }
      case 4 -> {
        examples = 0;
        yield "no examples";
      }
      case 5 -> {
        file = Optional.of(Lies.bytes(update().toFile(plan.layout(), delta)));
        yield "an update without a mask";
      }
      case 6 -> {
        byte[] whole = bytes();
        file = Optional.of(Arrays.copyOf(whole, draws.nextInt(whole.length)));
        yield "a file that is cut off";
      }
      case 7 -> {
        file = Optional.of(Arrays.copyOf(bytes(), Math.toIntExact(plan.maxUpdateBytes()) + 1));
        yield "more bytes than any update has";
      }
      default -> {
        byte[] noise = new byte[draws.nextInt(200)];
        draws.nextBytes(noise);
        file = Optional.of(noise);
        yield "noise";
      }
    };
  }

  /** What nobody sees who aggregates; with some of it the helper refuses the round. */
  private String hidden(int kind) {
    valid = true;
    return switch (kind) {
      case 9 -> {
        examples = 1_000_000_000;
        yield "a billion examples, which nobody can refute";
      }
      case 10 -> {
        for (int i = 0; i < delta.length; i++) {
          delta[i] = draws.nextInt(-1000, 1000);
        }
        made(helper.mask(plan, client, delta));
        yield "numbers that a mask hides";
      }
      case 11 -> {
        digest = Optional.of(new Digest().add(made.truth().digest()).hex());
        yield "the digest of another vector";
      }
      case 12 -> {
        made(helper.signedByAnother(plan, client, delta));
        yield "a seed that another one has signed";
      }
      case 13 -> {
        made(helper.forAnotherHelper(plan, client, delta));
        yield "a seed for another helper";
      }
      default -> {
        made(helper.spoilt(made));
        seed =
            draws.nextBoolean()
                ? Optional.empty()
                : Optional.of(Arrays.copyOf(made.seed(), draws.nextInt(made.seed().length)));
        yield "no seed, or a part of one";
      }
    };
  }

  private void made(Helper.Made other) {
    made = other;
    digest = Optional.of(other.truth().digest());
    seed = Optional.of(other.seed());
  }
}
