package dev.rondo.cdk.control;

import java.util.List;
import software.amazon.awscdk.StackSynthesizer;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;

/**
 * The target of a deployment. Everything that differs between AWS and the emulator is behind this
 * interface, and {@link EmulatorTarget} documents each difference.
 */
public interface Target {

  /** Sets the package, runtime and architecture of a function. */
  void pack(FunctionPackage code, Function.Builder function);

  /** The function or alias that callers use. */
  IFunction called(FunctionPackage code, Function function);

  /** The definition of the round's state machine. */
  String roundMachine();

  /** Whether the bucket and the queues can require TLS. */
  boolean requiresTls();

  /** Whether alarms can use metric math. */
  boolean computesAlarms();

  /** The actions that sending a batch of messages needs. */
  List<String> sendMessages();

  /** The resource of the permission to send task tokens. */
  String answers(String stateMachineArn);

  /** Whether a policy can name the encryption context of a KMS key's use. */
  boolean knowsEncryptionContext();

  /** The synthesizer, which determines how templates and packages are uploaded. */
  StackSynthesizer synthesizer();
}
