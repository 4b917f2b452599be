package dev.rondo.functions.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.functions.support.Settings.Setting;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static final String URL = "https://sqs.us-east-1.amazonaws.com/123456789012/tasks";

  @Test
  void settingsComeFromTheEnvironment() {
    Settings settings =
        Settings.read(
            Map.of("RONDO_BUCKET", "my-bucket", "RONDO_TASK_QUEUE_URL", URL),
            Setting.BUCKET,
            Setting.TASK_QUEUE_URL);

    assertThat(settings.get(Setting.BUCKET)).isEqualTo("my-bucket");
    assertThat(settings.get(Setting.TASK_QUEUE_URL)).isEqualTo(URL);
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    Map<String, String> environment = Map.of("RONDO_TASK_QUEUE_URL", "tasks");

    assertThatThrownBy(() -> Settings.read(environment, Setting.BUCKET, Setting.TASK_QUEUE_URL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The function's environment variables: RONDO_BUCKET is not set; it is to be a bucket's"
                + " name; RONDO_TASK_QUEUE_URL is to be a queue's URL, not 'tasks'");
  }

  @Test
  void aBucketsNameIsChecked() {
    Map<String, String> environment = Map.of("RONDO_BUCKET", "s3://my-bucket");

    assertThatThrownBy(() -> Settings.read(environment, Setting.BUCKET))
        .hasMessageContaining("RONDO_BUCKET is to be a bucket's name, not 's3://my-bucket'");
  }

  @Test
  void whatAFunctionDoesNotAskForIsNotLookedAt() {
    Settings settings =
        Settings.read(
            Map.of("RONDO_BUCKET", "my-bucket", "RONDO_TASK_QUEUE_URL", "?"), Setting.BUCKET);

    assertThatThrownBy(() -> settings.get(Setting.TASK_QUEUE_URL))
        .isInstanceOf(IllegalStateException.class);
  }
}
