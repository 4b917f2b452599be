package dev.rondo.operations.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.aws.testing.SharedClients;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

class KeyOnEmulatorTest {

  @RegisterExtension static final SharedClients AWS = SharedClients.ofEmulator();

  @Test
  void theKeyOfABucketIsFoundAndItsStateIsTold() {
    String key = AWS.get().kms().createKey().keyMetadata().arn();
    AWS.get().s3().createBucket(b -> b.bucket("encrypted"));
    AWS.get().s3().createBucket(b -> b.bucket("plain"));
    ServerSideEncryptionRule rule =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(
                d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(key))
            .build();
    AWS.get()
        .s3()
        .putBucketEncryption(
            b ->
                b.bucket("encrypted")
                    .serverSideEncryptionConfiguration(c -> c.rules(List.of(rule))));
    Account account = new AwsAccount(AWS.get());

    assertThat(account.key("encrypted")).contains(key);
    assertThat(account.key("plain")).isEmpty();
    assertThat(account.keyState(key)).contains(new KeyState("Enabled", Optional.empty()));
    AWS.get().kms().disableKey(b -> b.keyId(key));
    assertThat(account.keyState(key)).contains(new KeyState("Disabled", Optional.empty()));
    AWS.get().kms().scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7));
    assertThat(account.keyState(key).orElseThrow().state()).isEqualTo("PendingDeletion");
    assertThat(account.keyState(key).orElseThrow().deletedAt()).isPresent();
    assertThat(account.keyState(key.substring(0, key.length() - 4) + "0000")).isEmpty();
  }
}
