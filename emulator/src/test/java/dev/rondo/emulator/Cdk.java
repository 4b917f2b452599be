package dev.rondo.emulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The CDK command, on the control stack if nothing else is said. What it prints is kept in the
 * folder, a file a command.
 */
final class Cdk {

  private final Map<String, String> environment;
  private final Path work;

  /**
   * @param environment by which it finds the emulator
   * @param work where it writes
   */
  Cdk(Map<String, String> environment, Path work) {
    this.environment = environment;
    this.work = work;
  }

  /** Outside the folder of the infrastructure code: the command would run it, and needs it not. */
  void bootstrap() {
    Child.run(
        work,
        environment,
        work.resolve("bootstrap.log"),
        List.of("cdk", "bootstrap", "aws://000000000000/us-east-1"));
  }

  /** Runs the infrastructure code and then a command, and returns what it printed. */
  String run(String command, String... options) {
    return run(command, List.of("--output", templates(command)), options);
  }

  /** Runs a command on the templates of an earlier one, and returns what it printed. */
  String runAfter(String earlier, String command, String... options) {
    return run(command, List.of("--app", templates(earlier)), options);
  }

  /**
   * Deploys a stack.
   *
   * @param outputs the file that gets the outputs of the stack
   * @param context for the infrastructure code
   */
  void deploy(String stack, Path outputs, String... context) {
    List<String> all = new ArrayList<>(List.of("cdk", "deploy", stack));
    all.addAll(List.of("--require-approval", "never", "--outputs-file", outputs.toString()));
    Stream.of(context).forEach(entry -> all.addAll(List.of("-c", entry)));
    String command = stack.equals(Cloud.STACK) ? "deploy" : "deploy-" + stack;
    all.addAll(List.of("--output", templates(command)));
    Child.run(Cloud.HOME.resolve("cdk"), environment, work.resolve(command + ".log"), all);
  }

  private String templates(String command) {
    return work.resolve("cdk." + command).toString();
  }

  private String run(String command, List<String> templates, String... options) {
    List<String> all = new ArrayList<>(List.of("cdk", command, Cloud.STACK));
    all.addAll(Arrays.asList(options));
    all.addAll(templates);
    Path log = work.resolve(command + ".log");
    return Child.run(Cloud.HOME.resolve("cdk"), environment, log, all);
  }
}
