package dev.rondo.aws.store;

import dev.rondo.aws.AwsClients;
import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** The timeout of an upload: that of any call, plus time for its size. */
final class TimeOuts {

  /** The slowest supported uplink in bytes a second: 2 Mbit/s. */
  static final long SLOWEST = 256 << 10;

  private TimeOuts() {}

  static AwsRequestOverrideConfiguration forBytes(long bytes) {
    Duration sending = Duration.ofSeconds(bytes / SLOWEST);
    return AwsRequestOverrideConfiguration.builder()
        .apiCallAttemptTimeout(AwsClients.ATTEMPT_TIMEOUT.plus(sending))
        .apiCallTimeout(AwsClients.CALL_TIMEOUT.plus(sending.multipliedBy(AwsClients.ATTEMPTS)))
        .build();
  }
}
