package dev.rondo.cdk.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first boot of an instance: installs Java and the agent, verifies the agent's digest, and runs
 * it as a service. Amazon Linux 2023 has everything that is needed in its own repositories.
 *
 * <p>The agent writes its log to a file, which the CloudWatch agent sends; the CloudWatch agent
 * cannot read the journal.
 *
 * <p>Downloads are retried with growing pauses for about ten minutes. Without the CloudWatch agent,
 * clients still train. If Java or the agent cannot be installed, the instance shuts down, which
 * terminates it, and the Auto Scaling group launches another one. It waits before, so that somebody
 * can inspect it and so that a fault of all instances does not launch a new one every minute.
 */
final class AgentInstallation {

  static final String JAR = "/opt/rondo/rondo-agent.jar";
  static final String ENVIRONMENT = "/etc/rondo/agent.env";
  private static final String UNIT = "/etc/systemd/system/rondo-agent.service";
  private static final String DROP_IN = UNIT + ".d/ec2.conf";
  private static final String LOG = "/var/log/rondo/agent.log";

  /** The client's private key, which only root can read. */
  private static final String KEPT_KEY = "/etc/rondo/client.key";

  /** Where systemd gives the service a copy of it, which no other user can read. */
  static final String CLIENT_KEY = "/run/credentials/rondo-agent.service/client.key";

  private static final String COMPLETE = "/opt/rondo/complete-lifecycle";
  private static final String CLOUDWATCH = "/etc/rondo/cloudwatch.json";

  /** Attempts; with their pauses they take about ten minutes. */
  private static final int ATTEMPTS = 8;

  private static final int MINUTES_TO_LOOK = 15;

  private final List<String> lines = new ArrayList<>();
  private final List<String> service = new ArrayList<>();

  AgentInstallation(String region) {
    lines.add(
        """
        set -euo pipefail
        export AWS_REGION='%s'
        # retry ATTEMPTS COMMAND...: with pauses of 5, 10, 20, ... seconds between attempts.
        retry() {
          local attempts="$1" pause=5 attempt
          shift
          for ((attempt = 1; attempt <= attempts; attempt++)); do
            if "$@"; then return 0; fi
            echo "rondo: attempt $attempt of $attempts failed: $*" >&2
            if ((attempt < attempts)); then sleep "$pause"; fi
            pause=$((pause * 2))
          done
          return 1
        }
        give_up() {
          local status=$?
          if ((status == 0)); then return 0; fi
          echo "rondo: setup of this instance failed (status $status); the instance shuts down in %s minutes." >&2
          echo "rondo: The Auto Scaling group replaces it. To keep this instance, run 'shutdown -c'." >&2
          shutdown -h +%s
        }
        trap give_up EXIT\
        """
            .formatted(region, MINUTES_TO_LOOK, MINUTES_TO_LOOK));
    lines.add("install -d /opt/rondo /etc/rondo /var/log/rondo " + UNIT + ".d");
  }

  /** Installs Java. */
  AgentInstallation java() {
    lines.add("retry " + ATTEMPTS + " dnf install -y java-21-amazon-corretto-headless");
    return this;
  }

  /**
   * Sends the agent's log and the output of this script to CloudWatch. It is first, so that
   * failures are visible.
   */
  AgentInstallation logsTo(String logGroup) {
    lines.add("install -d /etc/logrotate.d");
    file(
        CLOUDWATCH,
        """
        {"logs": {"logs_collected": {"files": {"collect_list": [
          {"file_path": "%s", "log_group_name": "%s", "log_stream_name": "{instance_id}"},
          {"file_path": "/var/log/cloud-init-output.log", "log_group_name": "%s", "log_stream_name": "{instance_id}-start"}
        ]}}}}\
        """
            .formatted(LOG, logGroup, logGroup));
    file(
        "/etc/logrotate.d/rondo",
        LOG + " {\n  size 20M\n  rotate 3\n  copytruncate\n  missingok\n  notifempty\n}");
    lines.add(
        """
        logs() {
          dnf install -y amazon-cloudwatch-agent logrotate && \\
            /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:%s
        }
        retry 3 logs || echo "rondo: cannot send logs to CloudWatch; they are only in %s on this instance" >&2\
        """
            .formatted(CLOUDWATCH, LOG));
    return this;
  }

  /** Downloads the agent and verifies its SHA-256. */
  AgentInstallation agent(String s3Url, String sha256) {
    lines.add(
        """
        fetch_agent() {
          aws s3 cp --only-show-errors '%s' %s && \\
            echo '%s  %s' | sha256sum --check --strict
        }
        retry %s fetch_agent\
        """
            .formatted(s3Url, JAR, sha256, JAR, ATTEMPTS));
    return this;
  }

  /** Installs a trainer, which the agent runs by the command {@link TrainerInstallation#RUN}. */
  AgentInstallation trainer(TrainerInstallation trainer) {
    lines.addAll(trainer.lines(ATTEMPTS));
    file(TrainerInstallation.RUN, trainer.launcher());
    lines.add("chmod 755 " + TrainerInstallation.RUN);
    return this;
  }

  /**
   * Creates the private key of this client, which never leaves the instance. The agent has a copy
   * as a credential of its service, and says the public key when it starts.
   */
  AgentInstallation clientKey() {
    lines.add("[ -s %s ] || java -jar %s create-client-key %s".formatted(KEPT_KEY, JAR, KEPT_KEY));
    service.add("LoadCredential=client.key:" + KEPT_KEY);
    return this;
  }

  AgentInstallation settings(Map<String, String> variables) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(variables)
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    file(ENVIRONMENT, text.toString().strip());
    return this;
  }

  /**
   * Completes the lifecycle action when the agent has stopped, so that the group can terminate the
   * instance. If this fails, the group waits for the timeout of the hook.
   */
  AgentInstallation completes(String group, String hook) {
    file(
        COMPLETE,
        """
        #!/bin/bash
        imds=http://169.254.169.254/latest
        token="$(curl -sf -m 2 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $imds/api/token)" || exit 0
        get() { curl -sf -m 2 -H "X-aws-ec2-metadata-token: $token" "$imds/meta-data/$1"; }
        [ "$(get autoscaling/target-lifecycle-state)" = Terminated ] || exit 0
        timeout 20 aws autoscaling complete-lifecycle-action --lifecycle-action-result CONTINUE \\
          --auto-scaling-group-name '%s' --lifecycle-hook-name '%s' \\
          --instance-id "$(get instance-id)" --region "$(get placement/region)" || true\
        """
            .formatted(group, hook));
    lines.add("chmod 755 " + COMPLETE);
    return this;
  }

  /** Starts the service now and at every boot. */
  List<String> start(String unit) {
    file(UNIT, unit.strip());
    service.add("StandardOutput=append:" + LOG);
    service.add("StandardError=append:" + LOG);
    service.add("ExecStopPost=+-" + COMPLETE);
    file(DROP_IN, "[Service]\n" + String.join("\n", service));
    lines.add("systemctl daemon-reload");
    lines.add("systemctl enable --now rondo-agent");
    return List.copyOf(lines);
  }

  private void file(String path, String text) {
    lines.add("cat > " + path + " <<'END_OF_FILE'\n" + text + "\nEND_OF_FILE");
  }
}
