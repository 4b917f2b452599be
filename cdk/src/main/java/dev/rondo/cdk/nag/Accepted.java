package dev.rondo.cdk.nag;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnResource;
import software.constructs.IConstruct;

/**
 * Accepted findings of cdk-nag with their reasons. They are metadata of the template, so that a
 * reviewer of the template finds them.
 */
public final class Accepted {

  private static final String METADATA = "cdk_nag";

  private final List<Map<String, Object>> rules = new ArrayList<>();

  private Accepted() {}

  /** Starts with one rule. */
  public static Accepted rule(String id, String reason) {
    return new Accepted().and(id, reason);
  }

  /** Starts with parts of a rule; see {@link #and(String, String, String...)}. */
  public static Accepted rule(String id, String reason, String... findings) {
    return new Accepted().and(id, reason, findings);
  }

  /** Adds a rule. */
  public Accepted and(String id, String reason) {
    rules.add(Map.of("id", id, "reason", reason));
    return this;
  }

  /**
   * Adds a part of a rule that looks at a resource's details.
   *
   * @param findings the details: as cdk-nag tells them, or patterns between slashes
   */
  public Accepted and(String id, String reason, String... findings) {
    List<Object> parts =
        Arrays.stream(findings)
            .<Object>map(finding -> finding.startsWith("/") ? Map.of("regex", finding) : finding)
            .toList();
    rules.add(Map.of("id", id, "reason", reason, "applies_to", parts));
    return this;
  }

  /** Adds them to every resource of a construct. */
  public void on(IConstruct construct) {
    for (IConstruct node : construct.getNode().findAll()) {
      if (node instanceof CfnResource resource) {
        resource.addMetadata(METADATA, Map.of("rules_to_suppress", rules));
      }
    }
  }
}
