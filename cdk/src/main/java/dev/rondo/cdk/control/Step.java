package dev.rondo.cdk.control;

/** The steps of a round; each is one Lambda function. */
public enum Step {
  OPEN_ROUND("OpenRound", "aggregation", 300),
  AWAIT_QUORUM("AwaitQuorum", "aggregation", 60),
  FOLD_UPDATES("FoldUpdates", "aggregation", 120),
  AGGREGATE("Aggregate", "aggregation", 900),
  FOLD_PART("FoldPart", "aggregation", 900),
  EVALUATE("Evaluate", "evaluation", 900),
  CLOSE_ROUND("CloseRound", "aggregation", 900);

  private final String title;
  private final String folder;
  private final int timeoutSeconds;

  Step(String title, String folder, int timeoutSeconds) {
    this.title = title;
    this.folder = folder;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** The name of the step in the state machine, in outputs and on the dashboard. */
  public String title() {
    return title;
  }

  public String handler() {
    return "dev.rondo.functions." + folder + "." + title + "Handler";
  }

  public int timeoutSeconds() {
    return timeoutSeconds;
  }
}
