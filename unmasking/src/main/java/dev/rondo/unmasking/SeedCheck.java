package dev.rondo.unmasking;

import dev.rondo.privacy.masks.ClientPublicKey;
import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskStream;
import dev.rondo.privacy.masks.SealedSeed;
import dev.rondo.protocol.round.MaskedUpdate;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.Digest;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import java.util.HexFormat;
import java.util.Optional;

/** Reads, checks and opens the sealed seeds of a round. */
final class SeedCheck {

  private final ObjectStore own;
  private final HelperKey key;
  private final UnmaskRequest request;

  /**
   * @param own the helper's bucket
   */
  SeedCheck(ObjectStore own, HelperKey key, UnmaskRequest request) {
    this.own = own;
    this.key = key;
    this.request = request;
  }

  /** What became of one contributor's seed. */
  sealed interface Checked {

    /**
     * The seed is valid.
     *
     * @param client who sent it
     * @param file SHA-256 of the file, in hexadecimal
     * @param stream the mask
     */
    record Opened(String client, String file, MaskStream stream) implements Checked {}

    record Refused(Refusal refusal) implements Checked {}
  }

  /** Checks a seed that no frozen set has yet: its client's signature, and that it opens. */
  Checked check(MaskedUpdate update, ClientKeys clients) {
    Optional<ClientPublicKey> client = clients.of(update.client());
    if (client.isEmpty()) {
      return refused(
          Refusal.Reason.UNKNOWN_CLIENT,
          "Client %s is not in the helper's list of keys. Enrol it, or leave it out."
              .formatted(update.client()));
    }
    Optional<byte[]> file = file(update);
    if (file.isEmpty()) {
      return refused(
          Refusal.Reason.NO_SEED,
          "Client %s has no sealed seed for the masked update %s. Leave it out."
              .formatted(update.client(), update.digest()));
    }
    Optional<SealedSeed> sealed =
        SealedSeed.parse(file.get())
            .filter(seed -> seed.isSignedBy(client.get(), context(update), digest(update)));
    if (sealed.isEmpty()) {
      return refused(
          Refusal.Reason.INVALID_SEED,
          ("The seed of client %s is not signed with its key in the helper's list, for this round and"
                  + " the terms \"%s\". Compare the keys.")
              .formatted(update.client(), request.terms()));
    }
    return open(update, file.get());
  }

  /**
   * Opens a seed that was checked when its set was frozen.
   *
   * @param frozen SHA-256 of its file then
   */
  Checked reopen(MaskedUpdate update, String frozen) {
    Optional<byte[]> file = file(update);
    if (file.isEmpty()) {
      return refused(
          Refusal.Reason.NO_SEED,
          ("The seed of client %s was deleted after the set of contributors was frozen. "
                  + "Abandon the round.")
              .formatted(update.client()));
    }
    if (!new Digest().add(file.get()).hex().equals(frozen)) {
      return refused(
          Refusal.Reason.INVALID_SEED,
          ("The seed of client %s was replaced after the set of contributors was frozen. "
                  + "Abandon the round.")
              .formatted(update.client()));
    }
    return open(update, file.get());
  }

  private Checked open(MaskedUpdate update, byte[] file) {
    return SealedSeed.parse(file)
        .flatMap(parsed -> parsed.open(key, context(update), digest(update)))
        .<Checked>map(
            seed ->
                new Checked.Opened(
                    update.client(),
                    new Digest().add(file).hex(),
                    new MaskStream(seed, context(update))))
        .orElseGet(
            () ->
                refused(
                    Refusal.Reason.INVALID_SEED,
                    ("The seed of client %s was not sealed for this helper. "
                            + "Give the client the public key %s.")
                        .formatted(update.client(), key.publicKey())));
  }

  private Optional<byte[]> file(MaskedUpdate update) {
    String at =
        ObjectKeys.sealedSeed(request.job(), request.round(), update.client(), update.digest());
    // One byte more shows that it is another file, however long it is.
    return own.get(at).map(object -> object.read(in -> in.readNBytes(SealedSeed.BYTES + 1)));
  }

  private MaskContext context(MaskedUpdate update) {
    return new MaskContext(request.job(), request.round(), update.client(), request.terms().text());
  }

  private static byte[] digest(MaskedUpdate update) {
    return HexFormat.of().parseHex(update.digest());
  }

  private static Checked refused(Refusal.Reason reason, String message) {
    return new Checked.Refused(new Refusal(reason, message));
  }
}
