package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.settings.InvalidSettingsException;
import dev.rondo.settings.Naming;
import dev.rondo.settings.Values;
import dev.rondo.settings.testing.SettingsTable;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionSettingsTest {

  private static final String URL = "https://sqs.us-east-1.amazonaws.com/123456789012/tasks";

  @Test
  void settingsComeFromTheEnvironment() {
    Values settings =
        FunctionSettings.read(
            Map.of("RONDO_BUCKET", "my-bucket", "RONDO_TASK_QUEUE_URL", URL),
            FunctionSettings.BUCKET,
            FunctionSettings.TASK_QUEUE_URL);

    assertThat(settings.get(FunctionSettings.BUCKET)).isEqualTo("my-bucket");
    assertThat(settings.get(FunctionSettings.TASK_QUEUE_URL)).isEqualTo(URI.create(URL));
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    Map<String, String> environment = Map.of("RONDO_TASK_QUEUE_URL", "tasks");

    assertThatThrownBy(
            () ->
                FunctionSettings.read(
                    environment, FunctionSettings.BUCKET, FunctionSettings.TASK_QUEUE_URL))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "RONDO_BUCKET is not set (expected an S3 bucket name; see the stack output"
                + " BucketName)\nRONDO_TASK_QUEUE_URL must be the URL of an SQS queue, but is"
                + " \"tasks\" (see the stack output TaskQueueUrl)");
  }

  @Test
  void aBucketsNameIsChecked() {
    Map<String, String> environment = Map.of("RONDO_BUCKET", "s3://my-bucket");

    assertThatThrownBy(() -> FunctionSettings.read(environment, FunctionSettings.BUCKET))
        .hasMessageContaining("RONDO_BUCKET must be an S3 bucket name, but is \"s3://my-bucket\"");
  }

  @Test
  void whatAFunctionDoesNotAskForIsNotLookedAt() {
    Values settings =
        FunctionSettings.read(
            Map.of("RONDO_BUCKET", "my-bucket", "RONDO_TASK_QUEUE_URL", "?"),
            FunctionSettings.BUCKET);

    assertThatThrownBy(() -> settings.get(FunctionSettings.TASK_QUEUE_URL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMisspeltVariableIsSuggested() {
    Map<String, String> environment = Map.of("RONDO_BUKET", "my-bucket");

    assertThatThrownBy(() -> FunctionSettings.read(environment, FunctionSettings.BUCKET))
        .hasMessageContaining("RONDO_BUCKET is not set")
        .hasMessageContaining(
            "RONDO_BUKET: unknown environment variable. Did you mean \"RONDO_BUCKET\"?");
  }

  @Test
  void theTableOfFunctionVariablesShowsTheFields() throws IOException {
    SettingsTable.assertIn(
        "docs/configuration.md",
        List.of(FunctionSettings.BUCKET, FunctionSettings.TASK_QUEUE_URL),
        Naming.VARIABLE);
  }
}
