package dev.rondo.operations.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Read-only queries about an AWS account in one region. Each method throws {@link
 * dev.rondo.aws.AwsException} if AWS does not answer or denies the request.
 */
public interface Account {

  /** The identity that the credentials belong to. */
  Identity identity();

  /** A stack's state and outputs, or empty if no stack has this name. */
  Optional<StackOutputs> stack(String name);

  /** Whether a bucket is public. */
  BucketPrivacy privacy(String bucket);

  /** The ARN of the customer's KMS key that encrypts a bucket by default, if there is one. */
  Optional<String> key(String bucket);

  /**
   * The state of a KMS key, or empty if it does not exist.
   *
   * @param key its ARN
   */
  Optional<KeyState> keyState(String key);

  /** The concurrency quota of Lambda functions. */
  Concurrency concurrency();

  /**
   * Whether a function can be invoked.
   *
   * @param alias the alias through which it is invoked; empty = the unqualified function
   */
  FunctionState function(String name, Optional<String> alias);

  /**
   * The largest number of instances of a function that its queue may start at the same time, if
   * there is a limit.
   *
   * @param alias the alias that the queue invokes; empty = the unqualified function
   */
  OptionalInt largestConcurrency(String function, Optional<String> alias);

  /**
   * Calls a function that answers questions, and returns what it answers.
   *
   * @param function its ARN, of this or another account
   * @param question the payload
   */
  JsonNode ask(String function, JsonNode question);

  /** The approximate number of messages in a queue. */
  QueueDepth depth(String queueUrl);
}
