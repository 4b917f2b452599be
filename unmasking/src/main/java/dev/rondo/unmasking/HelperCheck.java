package dev.rondo.unmasking;

import dev.rondo.privacy.masks.HelperKey;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.store.Content;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ForbiddenException;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;
import dev.rondo.protocol.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the helper finds when it is asked whether it could answer a request. It has nothing that the
 * account of the job may not know.
 *
 * @param publicKey the helper's public key, if it has a key that it can decrypt
 * @param clients how many clients have a key in the helper's list
 * @param minimum contributors of a sum at least
 * @param problems what keeps the helper from answering, each with what to do
 */
public record HelperCheck(
    Optional<String> publicKey, int clients, int minimum, List<String> problems) {

  private static final String JOB = "doctor";

  public HelperCheck {
    problems = List.copyOf(problems);
  }

  /**
   * Looks at both buckets and the key.
   *
   * @param key reads the helper's private key
   */
  public static HelperCheck run(
      ObjectStore own, ObjectStore jobs, Supplier<HelperKey> key, int minimum) {
    List<String> problems = new ArrayList<>();
    Optional<String> publicKey = Optional.empty();
    try {
      publicKey = Optional.of(key.get().publicKey().base64());
    } catch (InvalidInputException | IllegalStateException | StoreException e) {
      problems.add("The helper has no private key that it can use. " + e.getMessage());
    }
    int clients = 0;
    try {
      clients = ClientKeys.read(new Documents(own)).clients().size();
      if (clients < minimum) {
        problems.add(
            "%s clients have a key in the helper's list, and its minimum is %s. Enrol clients with"
                    .formatted(clients, minimum)
                + " rondo helper enroll.");
      }
    } catch (InvalidInputException | StoreException e) {
      problems.add("Cannot read the clients' keys. " + e.getMessage());
    }
    problems.addAll(ofJobs(jobs));
    return new HelperCheck(publicKey, clients, minimum, problems);
  }

  /** Whether the helper may read requests and write answers in the bucket of the jobs. */
  private static List<String> ofJobs(ObjectStore jobs) {
    List<String> problems = new ArrayList<>();
    try {
      jobs.get(ObjectKeys.unmaskRequest(JOB, 1));
    } catch (StoreException e) {
      problems.add(inWords("read requests in", e));
    }
    try {
      jobs.put(ObjectKeys.maskSum(JOB, 1, "0".repeat(64)), Content.of(new byte[0]));
    } catch (StoreException e) {
      problems.add(inWords("write sums of masks into", e));
    }
    return problems;
  }

  private static String inWords(String what, StoreException e) {
    return e instanceof ForbiddenException
        ? "The helper may not "
            + what
            + " the bucket of the jobs. Deploy the control stack with helper_role_arn. "
            + e.getMessage()
        : "The helper cannot " + what + " the bucket of the jobs. " + e.getMessage();
  }
}
