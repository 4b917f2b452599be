package dev.rondo.cdk.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.cdk.project.Packages;
import dev.rondo.rounds.machine.Definitions;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awscdk.CliCredentialsStackSynthesizer;
import software.amazon.awscdk.StackSynthesizer;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Runtime;

/**
 * MiniStack, an emulator of AWS, for tests and for trying things out. What differs from AWS, and
 * why:
 *
 * <ul>
 *   <li>It answers for functions of a Java runtime without running them, so the same code comes
 *       with a bootstrap of its own, and runs on the machine's own architecture.
 *   <li>Such a runtime has no snapshots, so no versions and no alias either.
 *   <li>It takes a time-out as a number only, so the wait for the quorum has a fixed one; the plan
 *       still has the round's deadline.
 *   <li>It speaks HTTP, so nothing can insist on TLS.
 *   <li>It has alarms about single metrics only.
 *   <li>It asks for a permission of its own to send a batch of messages; AWS has one for both.
 *   <li>It does not know which state machine a token is of, so the permission to answer names none.
 *   <li>It does not tell policies the encryption context of a request to KMS, so the helper may
 *       decrypt without one.
 *   <li>It does not have the roles that {@code cdk bootstrap} makes assume one another when it
 *       enforces permissions, so the caller's credentials are used.
 * </ul>
 */
public final class EmulatorTarget implements Target {

  private final Packages packages;
  private final int timeoutSeconds;

  /**
   * @param timeoutSeconds how long a round waits for its quorum
   */
  public EmulatorTarget(Packages packages, int timeoutSeconds) {
    this.packages = packages;
    this.timeoutSeconds = timeoutSeconds;
  }

  @Override
  public void pack(FunctionPackage code, Function.Builder function) {
    Path folder =
        switch (code) {
          case AGGREGATION -> packages.aggregationForEmulator();
          case EVALUATION -> packages.evaluationForEmulator();
          case UNMASK -> packages.unmaskForEmulator();
        };
    function
        .runtime(Runtime.PROVIDED_AL2023)
        .architecture(Architecture.X86_64)
        .code(Code.fromAsset(folder.toString()));
  }

  @Override
  public IFunction called(FunctionPackage code, Function function) {
    return function;
  }

  @Override
  public String roundMachine() {
    ObjectMapper mapper = new ObjectMapper();
    try {
      JsonNode machine = mapper.readTree(Definitions.round());
      ((ObjectNode) machine.required("States").required("AwaitQuorum"))
          .put("TimeoutSeconds", timeoutSeconds);
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(machine);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("round.asl.json is not JSON", e);
    }
  }

  @Override
  public boolean requiresTls() {
    return false;
  }

  @Override
  public boolean computesAlarms() {
    return false;
  }

  @Override
  public List<String> sendMessages() {
    return List.of("sqs:SendMessage", "sqs:SendMessageBatch");
  }

  @Override
  public String answers(String stateMachineArn) {
    return "*";
  }

  @Override
  public boolean knowsEncryptionContext() {
    return false;
  }

  @Override
  public StackSynthesizer synthesizer() {
    return new CliCredentialsStackSynthesizer();
  }
}
