package dev.rondo.cdk.control;

/** The steps of a round; each is one Lambda function. */
public enum Step {
  OPEN_ROUND("OpenRound", FunctionPackage.AGGREGATION, 300),
  AWAIT_QUORUM("AwaitQuorum", FunctionPackage.AGGREGATION, 60),
  FOLD_UPDATES("FoldUpdates", FunctionPackage.AGGREGATION, 120),
  AGGREGATE("Aggregate", FunctionPackage.AGGREGATION, 900),
  FOLD_PART("FoldPart", FunctionPackage.AGGREGATION, 900),
  EVALUATE("Evaluate", FunctionPackage.EVALUATION, 900),
  CLOSE_ROUND("CloseRound", FunctionPackage.AGGREGATION, 900);

  private final String title;
  private final FunctionPackage functionPackage;
  private final int timeoutSeconds;

  Step(String title, FunctionPackage functionPackage, int timeoutSeconds) {
    this.title = title;
    this.functionPackage = functionPackage;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** The name of the step in the state machine, in outputs and on the dashboard. */
  public String title() {
    return title;
  }

  public String handler() {
    return functionPackage.handler(title);
  }

  /** The package that has its handler. */
  public FunctionPackage functionPackage() {
    return functionPackage;
  }

  public int timeoutSeconds() {
    return timeoutSeconds;
  }
}
