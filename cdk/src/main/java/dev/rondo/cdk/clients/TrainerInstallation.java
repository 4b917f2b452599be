package dev.rondo.cdk.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of an instance's first boot that installs a trainer: its folder, and a virtual
 * environment of its own with what it needs. Both belong to the user of the agent, who installs
 * them, so that code of packages never runs as root.
 *
 * <p>If Amazon Linux's packages or S3 cannot be reached, the instance is replaced, as without a
 * trainer. If the trainer cannot be installed, another instance would do no better: this one stays,
 * says why and starts no agent.
 *
 * @param trainer what is installed
 * @param folderUrl where in S3 the folder is, as a zip
 * @param clientUrl where in S3 the wheel of rondo-client is
 * @param clientName the wheel's file name, which pip reads
 */
record TrainerInstallation(
    TrainerFolder trainer, String folderUrl, String clientUrl, String clientName) {

  /** The command that starts the trainer. */
  static final String RUN = "/opt/rondo/run-trainer";

  /** Amazon Linux 2023 has it in its own repositories. Its python3 is 3.9. */
  private static final String PYTHON = "python3.12";

  private static final String HOME = "/opt/rondo/trainer";
  private static final String ZIP = "/opt/rondo/trainer.zip";

  /** Attempts; with their pauses they take half a minute, and pip itself tries several times. */
  private static final int ATTEMPTS = 4;

  /** The commands, after those that define {@code retry} and {@code give_up}. */
  List<String> lines(int attempts) {
    List<String> lines = new ArrayList<>();
    lines.add("retry %s dnf install -y %s %s-pip".formatted(attempts, PYTHON, PYTHON));
    lines.add(
        """
        fetch_trainer() {
          aws s3 cp --only-show-errors '%s' %s && \\
            aws s3 cp --only-show-errors '%s' /opt/rondo/%s
        }
        retry %s fetch_trainer\
        """
            .formatted(folderUrl, ZIP, clientUrl, clientName, attempts));
    lines.add(
        """
        id -u rondo > /dev/null 2>&1 || useradd --system --user-group --no-create-home --shell /sbin/nologin rondo
        install -d %s
        chown rondo:rondo %s
        as_agent() { runuser -u rondo -- "$@"; }
        prepare_trainer() {
          cd %s && as_agent rm -rf app venv tmp && as_agent mkdir app tmp && \\
            as_agent %s -m zipfile -e %s app && as_agent %s -m venv venv
        }
        packages_of_trainer() {
          cd %s/app && as_agent env HOME=%s TMPDIR=%s/tmp ../venv/bin/python -m pip install --no-input \\
            --no-cache-dir --disable-pip-version-check %s
        }
        install_trainer() {
          prepare_trainer && retry %s packages_of_trainer && as_agent rm -rf %s/tmp
        }
        if ! install_trainer 2>&1 | tee /opt/rondo/trainer.log; then
          trap - EXIT
          echo "rondo: cannot install the trainer: $(grep -i error /opt/rondo/trainer.log | tail -n 1)" >&2
          echo "rondo: setup of this instance failed; it stays, and runs no agent. Change ec2_trainer and deploy again." >&2
          exit 1
        fi\
        """
            .formatted(
                HOME,
                HOME,
                HOME,
                PYTHON,
                ZIP,
                PYTHON,
                HOME,
                HOME,
                HOME,
                packages(),
                ATTEMPTS,
                HOME));
    return lines;
  }

  /** What pip installs, by a command in the folder of the trainer. */
  private String packages() {
    List<String> words = new ArrayList<>();
    if (trainer.vendored()) {
      words.add("--no-index --find-links wheels");
    }
    words.add("/opt/rondo/" + clientName);
    if (trainer.requirements()) {
      words.add("-r requirements.txt");
    }
    trainer.wheels().forEach(wheel -> words.add("./" + wheel));
    return String.join(" ", words);
  }

  /** The content of {@link #RUN}. */
  String launcher() {
    return """
    #!/bin/sh
    cd %s/app || exit
    PATH=%s/venv/bin:$PATH
    export PATH
    %s\
    """
        .formatted(HOME, HOME, trainer.command());
  }
}
