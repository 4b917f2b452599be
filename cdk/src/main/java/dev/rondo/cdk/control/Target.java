package dev.rondo.cdk.control;

import java.util.List;
import software.amazon.awscdk.StackSynthesizer;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;

/**
 * Where the control stack is deployed to. All that differs between AWS and its emulator is behind
 * this interface, and {@link EmulatorTarget} gives the reason for each difference.
 */
public interface Target {

  /** Sets the package, runtime and architecture of a step's function. */
  void pack(Step step, Function.Builder function);

  /** What callers of a function call: an alias where there is one. */
  IFunction called(Step step, Function function);

  /** The definition of the state machine that plays a round. */
  String roundMachine();

  /** Whether bucket and queues may refuse what does not come by TLS. */
  boolean requiresTls();

  /** Whether an alarm can be about what is computed from several metrics. */
  boolean computesAlarms();

  /** The permissions that it takes to send a batch of messages. */
  List<String> sendMessages();

  /** The resource of the permission to answer a state machine that waits with a token. */
  String answers(String stateMachineArn);

  /** How templates and packages are uploaded. */
  StackSynthesizer synthesizer();
}
