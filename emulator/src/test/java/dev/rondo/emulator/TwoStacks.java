package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.aws.store.S3ObjectStore;
import dev.rondo.aws.testing.Emulator;
import dev.rondo.privacy.masks.ClientKey;
import dev.rondo.privacy.masks.HelperPublicKey;
import dev.rondo.protocol.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The control stack and the helper's, set up by the commands of docs/deployment.md, and clients
 * with keys. IAM is enforced. Both stacks are in one account, because the emulator evaluates no
 * condition on a role of another account: what separates them here are the policies of roles.
 */
final class TwoStacks implements AutoCloseable {

  /** The clients of each job, all of them in the helper's list. */
  static final int CLIENTS = 10;

  private static final String HELPER = "RondoHelper";
  private static final String[] EMULATOR = {"emulator=true", "emulator_timeout_seconds=120"};

  private final Cloud control;
  private final JsonNode helper;
  private final List<MaskingClient> clients = new ArrayList<>();

  private TwoStacks(Cloud control, JsonNode helper) {
    this.control = control;
    this.helper = helper;
  }

  /** Deploys the stacks one after the other, as the accounts do, and enrolls the clients. */
  static TwoStacks deployed() {
    Emulator emulator =
        Emulator.startIfInstalled(
            Map.of("AUTH", "true", "LOG_LEVEL", "DEBUG", "SFN_WAIT_SCALE", "0.1"));
    Cloud control = Cloud.deploy(emulator, OnTheEmulator.workFolder(), EMULATOR);
    JsonNode helper =
        control.deploy(
            HELPER,
            "emulator=true",
            "helper_account_a_id=000000000000",
            "helper_account_a_bucket=" + control.output("BucketName"));
    control.deploy(
        Cloud.STACK,
        EMULATOR[0],
        EMULATOR[1],
        "helper_function_arn=" + helper.path("HelperFunctionArn").asText(),
        "helper_role_arn=" + helper.path("HelperRoleArn").asText(),
        "helper_bucket=" + helper.path("HelperBucketName").asText());
    TwoStacks stacks = new TwoStacks(control, helper);
    stacks.enroll();
    return stacks;
  }

  private void enroll() {
    String publicKey =
        control.rondo(List.of("--helper-stack", HELPER), "helper", "create-key").strip();
    HelperPublicKey pinned =
        HelperPublicKey.ofBase64(publicKey.substring(publicKey.lastIndexOf('\n') + 1));
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < CLIENTS; number++) {
      String id = client(number);
      ClientKey key = ClientKey.random(new SecureRandom());
      lines.add(id + " " + key.publicKey().base64());
      ClientUser user = new ClientUser(control, id, Optional.of(helperBucket()));
      clients.add(new MaskingClient(this, id, user, pinned, key));
    }
    Path file = control.folder("helper").resolve("clients.txt");
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(
            control.rondo(
                List.of("--helper-stack", HELPER),
                "helper",
                "enroll",
                "--client-keys",
                file.toString()))
        .contains("has 10 clients");
  }

  static String client(int number) {
    return "clinic-" + number;
  }

  MaskingClient at(int number) {
    return clients.get(number);
  }

  Cloud control() {
    return control;
  }

  String jobBucket() {
    return control.output("BucketName");
  }

  String helperBucket() {
    return helper("HelperBucketName");
  }

  /** An output of the helper's stack. */
  String helper(String output) {
    return helper.required(output).asText();
  }

  /** The helper's bucket, with the rights of root. */
  ObjectStore helperStore() {
    return new S3ObjectStore(control.clients().s3(), helperBucket());
  }

  @Override
  public void close() {
    clients.forEach(MaskingClient::close);
    control.close();
  }
}
