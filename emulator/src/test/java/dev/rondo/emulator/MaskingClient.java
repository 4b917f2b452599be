package dev.rondo.emulator;

import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.ClientMasks;
import dev.rondo.privacy.masks.HelperPublicKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.client.ClientRound;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.client.UpdateMasks.Masked;
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.Seat;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.training.LocalResult;
import dev.rondo.rounds.aggregation.MaskSums;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * A client with a key in the helper's list and the permissions of a client of the stacks. It trains
 * nothing: a test gives it its updates.
 */
final class MaskingClient implements AutoCloseable {

  private final TwoStacks stacks;
  private final String id;
  private final ClientUser user;
  private final ClientMasks masks;

  /**
   * @param pinned the helper's public key, in the client's own settings
   */
  MaskingClient(
      TwoStacks stacks, String id, ClientUser user, HelperPublicKey pinned, ClientKey key) {
    this.stacks = stacks;
    this.id = id;
    this.user = user;
    this.masks = new ClientMasks(pinned, key, new SecureRandom());
  }

  String id() {
    return id;
  }

  ClientUser user() {
    return user;
  }

  /** The bucket of the jobs, with this client's rights. */
  ObjectStore jobs() {
    return new S3ObjectStore(user.clients().s3(), stacks.jobBucket());
  }

  /** The helper's bucket, with this client's rights. */
  ObjectStore helper() {
    return new S3ObjectStore(user.clients().s3(), stacks.helperBucket());
  }

  /** Uploads an update: masked if the plan says so, and otherwise in plain form. */
  void upload(Plan plan, Seat seat, LocalResult result) {
    SecureUploads secure =
        plan.secureAggregation().isPresent()
            ? SecureUploads.of(helper(), this::mask)
            : SecureUploads.NONE;
    new ClientRound(jobs(), id, InstantSource.system(), secure).upload(plan, seat, result);
  }

  private Masked mask(Plan plan, String client, float[] delta) {
    MaskedVector masked =
        masks.mask(
            delta,
            plan.clipUpdateNorm(),
            MaskSums.numbers(plan),
            new MaskContext(plan.job(), plan.round(), client, MaskTerms.of(plan).text()));
    return new Masked(
        masked.numbers(), HexFormat.of().formatHex(masked.digest()), masked.seed().bytes());
  }

  @Override
  public void close() {
    user.close();
  }
}
