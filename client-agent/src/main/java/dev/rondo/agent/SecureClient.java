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
import dev.rondo.protocol.round.MaskTerms;
import dev.rondo.protocol.round.Plan;
import dev.rondo.protocol.round.SecureAggregation;
import dev.rondo.protocol.store.ObjectStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  private final AgentSettings settings;
  private final ClientKey key;
  private final ClientMasks masks;

  private SecureClient(AgentSettings settings, HelperPublicKey helper, ClientKey key) {
    this.settings = settings;
    this.key = key;
    this.masks = new ClientMasks(helper, key, new SecureRandom());
  }

  /**
   * Reads the keys of the settings.
   *
   * @return empty if the settings have no keys
   * @throws InvalidInputException if the client's private key cannot be read
   */
  static Optional<SecureClient> of(AgentSettings settings) {
    return settings
        .get(AgentFields.HELPER_PUBLIC_KEY)
        .map(
            helper ->
                new SecureClient(
                    settings, helper, read(settings.get(AgentFields.CLIENT_KEY).orElseThrow())));
  }

  /**
   * How this client uploads.
   *
   * @param bucket opens a bucket
   */
  SecureUploads uploads(Function<String, ObjectStore> bucket) {
    return SecureUploads.of(
            bucket.apply(settings.get(AgentFields.HELPER_BUCKET).orElseThrow()), this)
        .demanding(settings.get(AgentFields.LEAST_NOISE));
  }

  /** What the helper's list must have for this client, in Base64. */
  String publicKey() {
    return key.publicKey().base64();
  }

  private static ClientKey read(Path file) {
    try {
      return ClientKey.ofBase64(Files.readString(file).strip());
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot read the private key of this client in %s: %s. Create one with java -jar rondo-agent.jar create-client-key FILE, or correct client_key"
              .formatted(file, reason(e)),
          e);
    }
  }

  private static String reason(Exception problem) {
    if (problem instanceof NoSuchFileException) {
      return "no such file";
    }
    return problem instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(problem.getMessage());
  }

  @Override
  public Masked mask(Plan plan, String client, float[] delta) {
    SecureAggregation secure = plan.secureAggregation().orElseThrow();
    MaskedVector masked =
        masks.mask(
            delta,
            plan.clipUpdateNorm(),
            new FixedPoint(plan.seats(), plan.clipUpdateNorm(), secure.fractionBits()),
            new MaskContext(plan.job(), plan.round(), client, MaskTerms.of(plan).text()));
    return new Masked(
        masked.numbers(), HexFormat.of().formatHex(masked.digest()), masked.seed().bytes());
  }
}
