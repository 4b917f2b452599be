package dev.rondo.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first boot of an instance of the deployed stack of clients. It runs the user data of the
 * launch template with the paths of a folder. Commands that change a machine do nothing, Python is
 * that of this machine, and the AWS CLI is a few lines with boto3.
 *
 * @param root the folder
 */
record FirstBoot(Path root) {

  /**
   * Prints the user data as CloudFormation fills it in: LocalStack makes no launch templates. Needs
   * boto3.
   */
  private static final String USER_DATA =
      """
      import boto3
      stacks, stack = boto3.client("cloudformation"), "RondoEc2Clients"
      known = {"AWS::Region": "us-east-1", "AWS::AccountId": "000000000000", "AWS::Partition": "aws"}
      for resource in stacks.describe_stack_resources(StackName=stack)["StackResources"]:
          known[resource["LogicalResourceId"]] = resource["PhysicalResourceId"]
      for export in stacks.list_exports()["Exports"]:
          known[export["Name"]] = export["Value"]

      def text(node):
          if isinstance(node, str):
              return node
          (function, value), = node.items()
          if function == "Fn::Join":
              return value[0].join(map(text, value[1]))
          if function in ("Ref", "Fn::ImportValue"):
              return known[value]
          if function == "Fn::Sub":
              for name in known:
                  value = value.replace("${%s}" % name, known[name])
              return value
          return text(value)  # Fn::Base64

      for resource in stacks.get_template(StackName=stack)["TemplateBody"]["Resources"].values():
          if resource["Type"] == "AWS::EC2::LaunchTemplate":
              print(text(resource["Properties"]["LaunchTemplateData"]["UserData"]))
      """;

  /** {@code aws s3 cp --only-show-errors s3://BUCKET/KEY FILE}. */
  private static final String DOWNLOAD =
      """
      import boto3, sys
      bucket, key = sys.argv[4].removeprefix("s3://").split("/", 1)
      boto3.client("s3").download_file(bucket, key, sys.argv[5])
      """;

  /** Runs it to its end. */
  static FirstBoot of(Cloud cloud) throws IOException {
    FirstBoot boot = new FirstBoot(cloud.folder("instance"));
    Map<String, String> environment = new HashMap<>(cloud.environment());
    String python = python(cloud);
    for (String name : List.of("dnf", "systemctl", "shutdown", "sleep", "useradd", "chown")) {
      boot.command(name, "exit 0");
    }
    boot.command("id", "exit 1");
    boot.command("runuser", "shift 3\nexec \"$@\"");
    boot.command("python3.12", "exec '%s' \"$@\"".formatted(python));
    Path download = Files.writeString(boot.root.resolve("download.py"), DOWNLOAD);
    boot.command("aws", "exec '%s' '%s' \"$@\"".formatted(python, download));
    environment.put("PATH", boot.root.resolve("bin") + ":" + environment.get("PATH"));

    String userData = cloud.python(USER_DATA);
    Path script = boot.root.resolve("user-data.sh");
    Files.writeString(
        script, userData.replaceAll("(?<![\\w.])/(opt|etc|var)/", boot.root + "/$1/"));
    Child.run(
        boot.root, environment, boot.root.resolve("output"), List.of("bash", script.toString()));
    return boot;
  }

  /** The interpreter itself: a link to it would not find its packages in a new environment. */
  private static String python(Cloud cloud) {
    return cloud.python("import sys; print(sys.executable)").strip();
  }

  private void command(String name, String work) throws IOException {
    Path file = Files.createDirectories(root.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/bash\n" + work + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The settings that the service of the agent has. */
  Map<String, String> settings() throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String line : Files.readAllLines(root.resolve("etc/rondo/agent.env"))) {
      int end = line.indexOf('=');
      settings.put(line.substring(0, end), line.substring(end + 1));
    }
    assertThat(settings).containsKeys("RONDO_TRAINER", "RONDO_BUCKET", "RONDO_TASK_QUEUE_URL");
    return settings;
  }
}
