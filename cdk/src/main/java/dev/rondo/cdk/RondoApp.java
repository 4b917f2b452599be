package dev.rondo.cdk;

import dev.rondo.cdk.clients.RondoEc2Clients;
import dev.rondo.cdk.clients.RondoEksClients;
import dev.rondo.cdk.control.AwsTarget;
import dev.rondo.cdk.control.EmulatorTarget;
import dev.rondo.cdk.control.RondoControl;
import dev.rondo.cdk.control.Target;
import dev.rondo.cdk.helper.RondoHelper;
import dev.rondo.cdk.project.Packages;
import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.HelperSettings;
import dev.rondo.cdk.settings.Settings;
import dev.rondo.settings.InvalidSettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Tags;

/** The CDK app: writes the templates. The CDK command starts it with the script {@code cdk/app}. */
public final class RondoApp {

  private static final String REGION = "CDK_DEFAULT_REGION";

  private RondoApp() {}

  /**
   * Synthesizes the templates. Expects the system property rondo.home, the folder of the project.
   */
  public static void main(String[] arguments) {
    Thread.currentThread().setUncaughtExceptionHandler(RondoApp::tell);
    App app = new App();
    Packages packages = new Packages(Path.of(System.getProperty("rondo.home", "..")));
    Settings settings = Settings.read(context(app), Path.of(""));
    // The CDK command names the region of its profile; other callers need not.
    addTo(
        app,
        Optional.ofNullable(System.getenv(REGION)).map(settings::in).orElse(settings),
        packages);
    app.synth();
  }

  /** Adds the stacks. */
  static void addTo(App app, Settings settings, Packages packages) {
    for (String tag : settings.get(Settings.TAGS)) {
      int end = tag.indexOf('=');
      Tags.of(app).add(tag.substring(0, end), tag.substring(end + 1));
    }
    if (settings.get(ControlSettings.EMULATOR)) {
      // Of what clients need, it has little more than the names.
      Target target =
          new EmulatorTarget(packages, settings.get(ControlSettings.EMULATOR_TIMEOUT_SECONDS));
      new RondoControl(app, settings, packages, target);
      addHelper(app, settings, target);
    } else {
      Target target = new AwsTarget(packages);
      RondoControl control = new RondoControl(app, settings, packages, target);
      new RondoEc2Clients(app, settings, packages, control);
      new RondoEksClients(app, settings, packages, control);
      addHelper(app, settings, target);
    }
  }

  /** Where the settings say whom it helps. */
  private static void addHelper(App app, Settings settings, Target target) {
    settings
        .get(HelperSettings.ACCOUNT_A_ID)
        .ifPresent(
            account ->
                new RondoHelper(
                    app,
                    settings,
                    target,
                    account,
                    settings.get(HelperSettings.ACCOUNT_A_BUCKET).orElseThrow()));
  }

  private static Map<String, Object> context(App app) {
    Map<String, Object> context = new HashMap<>();
    if (app.getNode().getAllContext() instanceof Map<?, ?> all) {
      all.forEach((key, value) -> context.put(String.valueOf(key), value));
    }
    return context;
  }

  /** Errors that the user can fix are reported without a stack trace. */
  private static void tell(Thread thread, Throwable failure) {
    if (failure instanceof InvalidSettingsException
        || failure instanceof Packages.MissingPackageException) {
      System.err.println("rondo: " + failure.getMessage());
    } else {
      failure.printStackTrace();
    }
  }
}
