package dev.rondo.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cdk.settings.SettingsReader;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.cxapi.SynthesisMessage;

/** The AWS Solutions rules of cdk-nag, warnings included, on all stacks in their main variants. */
class NagTest {

  @TempDir Path folder;

  static Stream<Map<String, String>> variants() {
    return Stream.of(
        Map.of("alarm_email", "ops@example.org", "ec2_key_pair", "mine"),
        Map.of(
            "ec2_connection", "interface-endpoints", "eks_connection", "nat", "ec2_spot", "true"));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void findsNothingThatHasNoReason(Map<String, String> settings) {
    App app = Synthesized.app(folder.resolve("out"));
    RondoApp.addTo(
        app, SettingsReader.read(settings, folder), TestPackages.in(folder.resolve("home")));
    Aspects.of(app).add(AwsSolutionsChecks.Builder.create().verbose(true).build());

    assertThat(app.getNode().getChildren().stream().filter(Stack.class::isInstance).toList())
        .hasSize(3)
        .allSatisfy(stack -> assertThat(findings((Stack) stack)).isEmpty());
  }

  private static List<String> findings(Stack stack) {
    Annotations annotations = Annotations.fromStack(stack);
    Object ofNag = Match.stringLikeRegexp(".*(AwsSolutions-|CdkNag).*");
    return Stream.of(annotations.findError("*", ofNag), annotations.findWarning("*", ofNag))
        .flatMap(List::stream)
        .map(NagTest::shown)
        .toList();
  }

  private static String shown(SynthesisMessage message) {
    return message.getId() + ": " + message.getEntry().getData();
  }
}
