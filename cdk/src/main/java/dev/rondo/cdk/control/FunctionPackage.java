package dev.rondo.cdk.control;

/** The packages of functions; each is the code of one or more functions. */
public enum FunctionPackage {
  /** The steps of a round without DL4J. */
  AGGREGATION("aggregation"),
  /** The evaluation, with DL4J and its native libraries. */
  EVALUATION("evaluation"),
  /** The helper of secure aggregation. */
  UNMASK("unmask");

  private final String folder;

  FunctionPackage(String folder) {
    this.folder = folder;
  }

  /** The class of a handler. */
  public String handler(String step) {
    return "dev.rondo.functions." + folder + "." + step + "Handler";
  }
}
