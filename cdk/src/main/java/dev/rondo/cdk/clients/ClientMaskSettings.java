package dev.rondo.cdk.clients;

import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.Optional;

/**
 * What an agent needs to mask its updates, besides a private key of its own, which no template has.
 *
 * @param helperPublicKey in Base64
 * @param helperBucket the name of the helper's bucket
 */
record ClientMaskSettings(String helperPublicKey, String helperBucket) {

  /** Empty if clients send their updates in plain form. */
  static Optional<ClientMaskSettings> of(Settings settings) {
    return settings
        .get(ControlSettings.HELPER_PUBLIC_KEY)
        .map(
            key ->
                new ClientMaskSettings(
                    key, settings.get(ControlSettings.HELPER_BUCKET).orElseThrow()));
  }
}
