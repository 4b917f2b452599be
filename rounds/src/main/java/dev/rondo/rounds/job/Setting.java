package dev.rondo.rounds.job;

/**
 * What there is to know about one setting, for help texts and the table of the docs.
 *
 * @param key its name in job.yaml and job.json, such as {@code learning_rate}
 * @param type one word for its values, such as {@code number}
 * @param defaultText what holds when it is not set, in words where it depends on other settings
 * @param description one line: what it does
 * @param bounds what is allowed, to be read after "must be"
 */
public record Setting(
    String key, String type, String defaultText, String description, String bounds) {

  /** Its name on the command line, such as {@code --learning-rate}. */
  public String flag() {
    return "--" + key.replace('_', '-');
  }
}
