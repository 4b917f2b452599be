package dev.rondo.functions.support;

import dev.rondo.settings.Environment;
import dev.rondo.settings.Field;
import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Schema;
import dev.rondo.settings.Values;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;

/** The settings of the Lambda functions, from their environment variables. */
public final class FunctionSettings {

  public static final Field<String> BUCKET =
      Field.required(
          "bucket", Kinds.bucket(), "see the stack output BucketName", "bucket of the stack");
  public static final Field<URI> TASK_QUEUE_URL =
      Field.required(
          "task_queue_url",
          Kinds.url("the URL of an SQS queue"),
          "see the stack output TaskQueueUrl",
          "queue to which OpenRound publishes the seats of a round");

  /** What CloudWatch allows in a namespace. */
  public static final Field<String> METRICS_NAMESPACE =
      Field.required(
          "metrics_namespace",
          Kinds.matching(
              "name",
              "[A-Za-z0-9][A-Za-z0-9._/#:-]{0,254}",
              "1 to 255 letters, digits and ._/#:-, starting with a letter or digit"),
          "the name of the control stack",
          "namespace of the function's metrics in CloudWatch");

  private FunctionSettings() {}

  /**
   * Reads the settings that a function needs.
   *
   * @throws InvalidSettingsException with all problems
   */
  public static Values read(Map<String, String> environment, Field<?>... needed) {
    Schema.Builder fields = Schema.builder(Naming.VARIABLE);
    Stream.of(needed).forEach(fields::add);
    Schema schema = fields.build();
    return schema.resolve(Environment.read(schema, environment));
  }
}
