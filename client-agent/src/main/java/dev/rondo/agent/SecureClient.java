package dev.rondo.agent;

import dev.rondo.agent.settings.AgentFields;
import dev.rondo.agent.settings.AgentSettings;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.ClientMasks;
import dev.rondo.privacy.masks.FixedPoint;
import dev.rondo.privacy.masks.HelperPublicKey;
import dev.rondo.privacy.masks.MaskContext;
import dev.rondo.privacy.masks.MaskedVector;
import dev.rondo.protocol.client.SecureUploads;
import dev.rondo.protocol.client.UpdateMasks;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys of a client for secure aggregation. The helper's public key and bucket are in the
 * client's own settings, so that the account that aggregates cannot replace them.
 */
final class SecureClient implements UpdateMasks {

  private final ClientMasks masks;

  private SecureClient(ClientMasks masks) {
    this.masks = masks;
  }

  /**
   * How an agent masks its updates.
   *
   * @param bucket opens a bucket
   * @return {@link SecureUploads#NONE} if the settings have no keys
   * @throws InvalidInputException if the client's private key cannot be read
   */
  static SecureUploads of(AgentSettings settings, Function<String, ObjectStore> bucket) {
    Optional<HelperPublicKey> helper = settings.get(AgentFields.HELPER_PUBLIC_KEY);
    if (helper.isEmpty()) {
      return SecureUploads.NONE;
    }
    ClientKey client = read(settings.get(AgentFields.CLIENT_KEY).orElseThrow());
    ClientMasks masks = new ClientMasks(helper.get(), client, new SecureRandom());
    return SecureUploads.of(
        bucket.apply(settings.get(AgentFields.HELPER_BUCKET).orElseThrow()),
        new SecureClient(masks));
  }

  private static ClientKey read(Path file) {
    try {
      return ClientKey.ofBase64(Files.readString(file).strip());
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot read the private key of this client in %s: %s. Create one with rondo helper create-client-key, or correct client_key"
              .formatted(file, e instanceof IOException ? "no such file" : e.getMessage()),
          e);
    }
  }

  @Override
  public Masked mask(Plan plan, String client, float[] delta) {
    SecureAggregation secure = plan.secureAggregation().orElseThrow();
    MaskedVector masked =
        masks.mask(
            delta,
            plan.clipUpdateNorm(),
            new FixedPoint(plan.seats(), plan.clipUpdateNorm(), secure.fractionBits()),
            new MaskContext(plan.job(), plan.round(), client, secure.noiseText()));
    return new Masked(
        masked.numbers(), HexFormat.of().formatHex(masked.digest()), masked.seed().bytes());
  }
}
