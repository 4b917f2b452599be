package dev.rondo.agent.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be set: {@code RONDO_BUCKET} in the environment, {@code --bucket} as a flag.
 */
enum Setting {
  BUCKET("", "the bucket that holds Rondo's data (needed)"),
  TASK_QUEUE_URL("", "URL of the queue of seats (needed)"),
  IDENTITY(
      "sts",
      "who this client is: 'sts' (what its credentials say; on EC2 role and instance), 'eks'"
          + " (cluster, namespace and pod), or 'id:NAME'"),
  EKS_CLUSTER("", "name of the EKS cluster; for --identity eks"),
  EKS_NAMESPACE("", "the pod's namespace; for --identity eks"),
  EKS_POD("", "the pod's name; for --identity eks"),
  DATA(
      "",
      "this client's own examples: a folder with IDX or CSV files, a .csv or a .safetensors file;"
          + " none: a shard of the plan's data set is leased"),
  CACHE("", "folder for downloads (default: ~/.cache/rondo-agent)"),
  CACHE_MEGABYTES("4096", "the most that downloads may take up there"),
  HEALTH_FILE("", "JSON file that is written anew while the agent is well (default: in --cache)"),
  HAND_BACK_SECONDS("15-60", "when a seat that is for another client is visible again"),
  IDLE_POLL_SECONDS("1-3", "pause between two polls that brought nothing"),
  AFTER_ROUND_SECONDS("1-5", "pause after an update, so that others get the seats that are left"),
  BACK_OFF_SECONDS("1-60", "first and longest pause after a fault; they double in between"),
  LONG_POLL_SECONDS("20", "how long one poll waits for a seat, 0 to 20"),
  VISIBILITY_SECONDS("120", "after this long without a heartbeat a seat goes to another"),
  HEARTBEAT_SECONDS("30", "how often a seat is kept, and looked whether its round has closed"),
  LEASE_SECONDS("600", "how long a shard is leased without being renewed"),
  CLOCK_MARGIN_SECONDS("60", "by how much the clocks of two clients may differ"),
  STOP_SECONDS("25", "how long a clean stop may take"),
  MAX_EPOCHS("1000", "plans with more epochs are refused"),
  WATCH_INSTANCE(
      "auto",
      "whether to ask EC2 if this instance is about to end: true, false, or auto: if the client's"
          + " id is that of an instance");

  private final String ofDefault;
  private final String help;

  Setting(String ofDefault, String help) {
    this.ofDefault = ofDefault;
    this.help = help;
  }

  String variable() {
    return "RONDO_" + name();
  }

  String flag() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The value when none is given; empty is none. */
  String ofDefault() {
    return ofDefault;
  }

  static Optional<Setting> ofFlag(String flag) {
    return Arrays.stream(values()).filter(setting -> setting.flag().equals(flag)).findFirst();
  }

  static List<String> variables() {
    return Arrays.stream(values()).map(Setting::variable).toList();
  }

  /** One entry of the help. */
  String describe() {
    String standard = ofDefault.isEmpty() ? "" : " (default: " + ofDefault + ")";
    return "  %s VALUE%n  %s%n      %s%s%n".formatted(flag(), variable(), help, standard);
  }
}
