package dev.rondo.cdk.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.cdk.Synthesized;
import dev.rondo.cdk.TemplateView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreTest {

  private static final String KEY =
      "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private final TemplateView template = Synthesized.defaults().control();
  private final JsonNode bucket = template.properties("Store/Bucket");

  @Test
  void theBucketIsPrivateEncryptedAndKept() {
    assertThat(template.text(bucket.get("PublicAccessBlockConfiguration")))
        .isEqualTo(
            "{BlockPublicAcls=true, BlockPublicPolicy=true, IgnorePublicAcls=true,"
                + " RestrictPublicBuckets=true}");
    assertThat(template.text(bucket.get("OwnershipControls")))
        .isEqualTo("{Rules=[{ObjectOwnership=BucketOwnerEnforced}]}");
    assertThat(template.text(bucket.get("BucketEncryption"))).contains("SSEAlgorithm=AES256");
    assertThat(template.resource("Store/Bucket").get("DeletionPolicy").asText())
        .as("a failed first deployment leaves no bucket behind")
        .isEqualTo("RetainExceptOnCreate");
    assertThat(template.resource("Store/Bucket").get("UpdateReplacePolicy").asText())
        .isEqualTo("Retain");
  }

  @Test
  void whatARoundNeedsOnlyOnceExpires() {
    List<String> rules = new ArrayList<>();
    bucket
        .get("LifecycleConfiguration")
        .get("Rules")
        .forEach(rule -> rules.add(template.text(rule)));

    assertThat(rules)
        .containsExactlyInAnyOrder(
            "{ExpirationInDays=7, Id=updates-expire, Prefix=updates/, Status=Enabled}",
            "{ExpirationInDays=7, Id=partials-expire, Prefix=partials/, Status=Enabled}",
            "{ExpirationInDays=7, Id=masks-expire, Prefix=masks/, Status=Enabled}",
            "{ExpirationInDays=7, Id=rejected-expire, Prefix=rejected/, Status=Enabled}",
            "{ExpirationInDays=7, Id=verdicts-expire, Prefix=verdicts/, Status=Enabled}",
            "{AbortIncompleteMultipartUpload={DaysAfterInitiation=1}, Id=unfinished-uploads,"
                + " Status=Enabled}");
  }

  @Test
  void thePolicyDeniesWhatIsNotByTlsAndUpdatesThatReplaceOthers() {
    List<String> statements = new ArrayList<>();
    template
        .properties("Store/Bucket/Policy")
        .get("PolicyDocument")
        .get("Statement")
        .forEach(s -> statements.add(template.text(s)));

    assertThat(statements)
        .containsExactlyInAnyOrder(
            "{Action=s3:*, Condition={Bool={aws:SecureTransport=false}}, Effect=Deny,"
                + " Principal={AWS=*}, Resource=[<Store/Bucket.Arn>, <Store/Bucket.Arn>/*]}",
            "{Action=s3:PutObject, Condition={Bool={s3:ObjectCreationOperation=true},"
                + " Null={s3:if-none-match=true}}, Effect=Deny, Principal={AWS=*},"
                + " Resource=<Store/Bucket.Arn>/updates/*, Sid=UpdatesAreWrittenOnce}",
            ofClients(
                "Null={s3:x-amz-server-side-encryption=false},"
                    + " StringNotEquals={s3:x-amz-server-side-encryption=AES256}",
                "ClientsUseDefaultEncryption"),
            ofClients(
                "Null={s3:x-amz-storage-class=false},"
                    + " StringNotEquals={s3:x-amz-storage-class=STANDARD}",
                "ClientsUseDefaultStorageClass"),
            ofClients(
                "Null={s3:x-amz-server-side-encryption-customer-algorithm=false}",
                "NoKeysOfClients"));
  }

  /** With any other key than the bucket's, functions could not read what a client wrote. */
  @Test
  void withAKeyOfTheUserObjectsAreEncryptedByThisKeyAndNoOther() {
    TemplateView own = Synthesized.with(Map.of("kms_key_arn", KEY)).control();
    List<String> statements = new ArrayList<>();
    own.properties("Store/Bucket/Policy")
        .get("PolicyDocument")
        .get("Statement")
        .forEach(s -> statements.add(own.text(s)));

    assertThat(own.text(own.properties("Store/Bucket").get("BucketEncryption")))
        .isEqualTo(
            "{ServerSideEncryptionConfiguration=[{BucketKeyEnabled=true,"
                + " ServerSideEncryptionByDefault={KMSMasterKeyID="
                + KEY
                + ", SSEAlgorithm=aws:kms}}]}");
    assertThat(statements)
        .contains(
            ofClients(
                "Null={s3:x-amz-server-side-encryption=false},"
                    + " StringNotEquals={s3:x-amz-server-side-encryption=aws:kms}",
                "ClientsUseDefaultEncryption"),
            ofClients(
                "Null={s3:x-amz-server-side-encryption-aws-kms-key-id=false},"
                    + " StringNotEquals={s3:x-amz-server-side-encryption-aws-kms-key-id="
                    + KEY
                    + "}",
                "ClientsUseDefaultKey"));
  }

  @ParameterizedTest
  @EnumSource
  void aKeyOfTheUserCanBeUsedByEachStepThroughTheBucketAlone(Step step) {
    Synthesized own = Synthesized.with(Map.of("kms_key_arn", KEY));

    assertThat(own.control().statementsOf("Functions/" + step.title() + "Role"))
        .containsAll(ofTheKey("<Store/Bucket.Arn>"));
  }

  @Test
  void aKeyOfTheUserCanBeUsedByClientsThroughTheBucketAlone() {
    Synthesized own = Synthesized.with(Map.of("kms_key_arn", KEY));

    for (TemplateView clients : List.of(own.ec2(), own.eks())) {
      assertThat(clients.statementsOf("ClientRole"))
          .containsAll(ofTheKey("<import StoreBucket4FBDE984Arn>"));
    }
    assertThat(Synthesized.defaults().ec2().statementsOf("ClientRole"))
        .noneMatch(line -> line.contains("kms:GenerateDataKey"));
  }

  private static List<String> ofTheKey(String bucket) {
    String condition =
        " on %s if {StringEquals={kms:ViaService=s3.<AWS::Region>.<AWS::URLSuffix>},".formatted(KEY)
            + " StringLike={kms:EncryptionContext:aws:s3:arn=[%s, %s/*]}}"
                .formatted(bucket, bucket);
    return List.of("Allow kms:Decrypt" + condition, "Allow kms:GenerateDataKey" + condition);
  }

  /** A statement on what clients write. */
  private static String ofClients(String condition, String sid) {
    return "{Action=s3:PutObject, Condition={"
        + condition
        + "}, Effect=Deny, Principal={AWS=*}, Resource=[<Store/Bucket.Arn>/updates/*,"
        + " <Store/Bucket.Arn>/leases/*], Sid="
        + sid
        + "}";
  }

  @Test
  void updateEventsGoToAQueueWhosePolicyIsCreatedFirst() {
    assertThat(template.text(bucket.get("NotificationConfiguration")))
        .isEqualTo(
            "{QueueConfigurations=[{Event=s3:ObjectCreated:*, Filter={S3Key={Rules=["
                + "{Name=prefix, Value=updates/}, {Name=suffix, Value=.safetensors}]}},"
                + " Queue=<Queues/Updates.Arn>}]}");
    assertThat(template.text(template.resource("Store/Bucket").get("DependsOn")))
        .startsWith("[QueuesUpdatesPolicy");
  }
}
