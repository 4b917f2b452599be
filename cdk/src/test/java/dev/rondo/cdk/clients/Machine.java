package dev.rondo.cdk.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine on which the script of the first boot runs under bash: with paths below a folder, and
 * with commands that fail as often as a test says; each writes into a file how it was called.
 *
 * @param root the folder
 */
record Machine(Path root) {

  /** The content of the agent's jar that {@code aws} downloads. */
  static final String AGENT = "the agent's jar";

  /** One where all commands work. */
  static Machine in(Path root) throws IOException {
    Machine machine = new Machine(root);
    machine.command("aws", "printf %s \"" + AGENT + "\" > \"${@: -1}\"");
    for (String name : List.of("dnf", "systemctl", "shutdown", "sleep", "useradd", "chown")) {
      machine.command(name, "");
    }
    machine.command("id", "exit 1");
    machine.command("runuser", "shift 3\nexec \"$@\"");
    Path cloudWatch = root.resolve("opt/aws/amazon-cloudwatch-agent/bin");
    Files.createDirectories(cloudWatch);
    Files.copy(root.resolve("bin/dnf"), cloudWatch.resolve("amazon-cloudwatch-agent-ctl"));
    return machine;
  }

  /** A command that notes its call, fails while the file {@code fail.NAME} says so, then works. */
  void command(String name, String work) throws IOException {
    Path file = root.resolve("bin").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        #!/bin/bash
        name="${0##*/}"
        echo "$name $*" >> ROOT/calls
        left=$(cat "ROOT/fail.$name" 2>/dev/null || echo 0)
        if ((left > 0)); then echo $((left - 1)) > "ROOT/fail.$name"; exit 1; fi
        """
                .replace("ROOT", root.toString())
            + work
            + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  void fails(String name, int times) throws IOException {
    Files.writeString(root.resolve("fail." + name), Integer.toString(times));
  }

  /** The agent's jar. */
  Path agent() throws IOException {
    return Files.writeString(root.resolve("agent.jar"), AGENT);
  }

  /** Writes the script, with the paths of this machine. */
  Path script(List<String> lines) throws IOException {
    List<String> whole = new ArrayList<>(List.of("#!/bin/bash"));
    lines.forEach(line -> whole.add(line.replaceAll("(?<![\\w.])/(opt|etc|var)/", root + "/$1/")));
    return Files.write(root.resolve("user-data.sh"), whole);
  }

  /** Runs the script and returns its exit status. */
  int run(List<String> lines) throws IOException, InterruptedException {
    ProcessBuilder bash =
        new ProcessBuilder("bash", script(lines).toString())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("output").toFile());
    bash.environment().put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
    return bash.start().waitFor();
  }

  List<String> calls() throws IOException {
    return Files.readAllLines(root.resolve("calls"));
  }

  String output() throws IOException {
    return Files.readString(root.resolve("output"));
  }
}
