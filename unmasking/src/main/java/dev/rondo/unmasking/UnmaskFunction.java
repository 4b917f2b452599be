package dev.rondo.unmasking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.protocol.input.InvalidInputException;
import dev.rondo.protocol.round.MaskRange;
import dev.rondo.protocol.round.MaskedUpdates;
import dev.rondo.protocol.round.UnmaskRequest;
import dev.rondo.protocol.store.Documents;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.protocol.store.ObjectStore;

/**
 * Adapts {@link Unmask} to the state machine of the job: JSON in, JSON out. The contributors are
 * not in the payload, which has a limit of 256 KiB, but in the bucket of the job.
 *
 * <p>{@code {"job": J, "round": R, "from": F, "to": T}} asks for the sum of masks on the
 * coordinates F to T. The answer is {@code {"masks": KEY}}, or {@code {"refused": REASON, "detail":
 * MESSAGE}}. {@link HelperCheck} answers {@code {"check": true}}.
 */
public final class UnmaskFunction {

  private UnmaskFunction() {}

  /**
   * Answers one call.
   *
   * @param jobs the bucket of the job, which has the contributors
   * @throws InvalidInputException if the payload or the contributors cannot be what was meant
   */
  public static JsonNode run(Unmask step, ObjectStore jobs, JsonNode payload) {
    UnmaskRequest request = request(jobs, payload);
    UnmaskOutcome outcome = step.run(request);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (outcome instanceof UnmaskOutcome.Answered answered) {
      answer.put("masks", answered.key());
    } else if (outcome instanceof UnmaskOutcome.Refused refused) {
      answer
          .put("refused", refused.refusal().reason().toString())
          .put("detail", refused.refusal().message());
    }
    return answer;
  }

  private static UnmaskRequest request(ObjectStore jobs, JsonNode payload) {
    String job = payload.path("job").asText();
    if (!ObjectKeys.isJob(job)) {
      throw new InvalidInputException("A job's id must be " + ObjectKeys.JOB_FORM);
    }
    long round = number(payload, "round");
    if (round < 1 || round > ObjectKeys.MAX_ROUND) {
      throw new InvalidInputException(
          "A round must be 1 to %s, but is %s".formatted(ObjectKeys.MAX_ROUND, round));
    }
    String key = ObjectKeys.unmaskRequest(job, (int) round);
    MaskedUpdates contributors = new Documents(jobs).require(key, MaskedUpdates.class);
    if (!contributors.job().equals(job) || contributors.round() != round) {
      throw new InvalidInputException(
          "%s must be of job %s and round %s, but is of job %s and round %s"
              .formatted(key, job, round, contributors.job(), contributors.round()));
    }
    return contributors.on(new MaskRange(number(payload, "from"), number(payload, "to")));
  }

  private static long number(JsonNode payload, String name) {
    JsonNode value = payload.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InvalidInputException(
          "'%s' must be a whole number, but is %s".formatted(name, value));
    }
    return value.longValue();
  }
}
