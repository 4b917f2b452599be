package dev.rondo.protocol.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every kind of object in the bucket, as a template of its key. Builders ({@link ObjectKeys}),
 * parsers and the key patterns of IAM policies all come from this table.
 *
 * <p>Numbers have eight digits, so keys sort in the order of rounds and versions.
 */
public enum KeyTemplate {
  /** The frozen configuration of a job. */
  JOB("jobs/{job}/job.json"),
  /** The clients that may contribute to a job, if not all may. */
  ROSTER("jobs/{job}/clients.json"),
  /** Fingerprints of a simulation's data and model. */
  INPUTS("jobs/{job}/inputs.json"),
  /** How the table of a job's data is read. */
  DATA_DESCRIPTION("jobs/{job}/data.json"),
  /** The DL4J configuration of a job whose model has no name of its own. */
  MODEL_CONFIGURATION("jobs/{job}/model.json"),
  /** What PEFT needs besides the tensors, if the job's model is an adapter. */
  ADAPTER_CONFIG("jobs/{job}/adapter_config.json"),
  /** The version that the next round starts from. */
  LATEST("jobs/{job}/latest.json"),
  /** Describes a version: a version without a manifest does not exist. */
  MANIFEST("jobs/{job}/models/{number}/manifest.json"),
  /** Test metrics of a version. */
  EVALUATION("jobs/{job}/models/{number}/evaluation.json"),
  /** The parameters of a version. */
  MODEL("jobs/{job}/models/{number}/{digest}.safetensors"),
  /** The state of the server optimizer after a version. */
  OPTIMIZER_STATE("jobs/{job}/models/{number}/{digest}.optimizer.safetensors"),
  PLAN("jobs/{job}/rounds/{number}/plan.json"),
  /** Who has contributed to the releases before a round, if the job has differential privacy. */
  PARTICIPATIONS("jobs/{job}/rounds/{number}/participations.json"),
  /** The execution that runs a round. */
  OWNER("jobs/{job}/rounds/{number}/owner.json"),
  /** Written when all seats of a round are in the task queue. */
  SEATS("jobs/{job}/rounds/{number}/seats.json"),
  /** The task tokens that wake a waiting round. */
  TOKEN("jobs/{job}/rounds/{number}/token.json"),
  /** Who contributes to the new version, frozen once. */
  DECISION("jobs/{job}/rounds/{number}/decision.json"),
  /** The contributors whose masks the helper is to add up, with secure aggregation. */
  UNMASK_REQUEST("jobs/{job}/rounds/{number}/unmask.json"),
  /** The updates among which a rule chooses by their distances. */
  CANDIDATES("jobs/{job}/rounds/{number}/candidates.json"),
  /** The multipart uploads of a model that is aggregated in parts. */
  UPLOAD("jobs/{job}/rounds/{number}/upload.json"),
  /** What the function of one model part has uploaded. */
  PART("jobs/{job}/rounds/{number}/parts/{number}.json"),
  /** Distances between the candidates on one distance slice. */
  DISTANCES("jobs/{job}/rounds/{number}/distances/{number}.safetensors"),
  /** Whether a round is committed or abandoned, written once. */
  OUTCOME("jobs/{job}/rounds/{number}/outcome.json"),
  /** How a round ended, with its counts; its last document. */
  RESULT("jobs/{job}/rounds/{number}/result.json"),
  /** Real time that a round took, in a simulation. */
  WALL_TIME("jobs/{job}/rounds/{number}/wall.json"),
  /** Events of the execution that ran a round, in a simulation. */
  EXECUTION_HISTORY("jobs/{job}/rounds/{number}/history.json"),
  /** A client's update. */
  UPDATE("updates/{job}/{number}/{client}.safetensors"),
  /** The sum of several updates. */
  PARTIAL("partials/{job}/{number}/{number}-{sha256}.safetensors"),
  /** The sum of one group of a decision. */
  GROUP_SUM("partials/{job}/{number}/group-{number}.safetensors"),
  /** The valid update of a seat, written once: one update counts for each seat. */
  VERDICT("verdicts/{job}/{number}/{seat_block}/{number}.json"),
  /** How many seats of a large round had a valid update when they were last counted. */
  SEAT_COUNT("verdicts/{job}/{number}/count.json"),
  /** Why a client's update was rejected. */
  REJECTION("rejected/{job}/{number}/{block}/{client}.json"),
  /** A valid update whose seat has the update of another client. */
  DUPLICATE("rejected/{job}/{number}/{block}/duplicate/{client}.json"),
  DATA_SHARD("data/{dataset}/{data_shard}.safetensors"),
  /** Names the data shards of a data set, because clients cannot list. */
  DATA_INDEX("data/{dataset}/index.json"),
  TEST_DATA("data/{dataset}/test.safetensors"),
  /** Which client trains on a data shard at the moment. */
  LEASE("leases/{dataset}/{data_shard}.json"),
  /** The sum of the masks of a round's contributors on a range of coordinates, from the helper. */
  MASK_SUM("masks/{job}/{number}/{sha256}.safetensors"),
  /** The secret from which nonces are made; OpenRound alone can read it. */
  NONCE_SECRET("control/nonces.key"),
  /** The secret from which noise is drawn; Aggregate and FoldPart alone can read it. */
  NOISE_SECRET("control/noise.key"),
  /** The sealed seed of a client's mask. In the helper's bucket, as are the kinds after it. */
  SEALED_SEED("seeds/{job}/{number}/{client}/{sha256}.bin"),
  /** The only contributors of a round whose masks the helper adds up, frozen once. */
  UNMASKED("unmasked/{job}/{number}.json"),
  /** The noise buffers after a round on a range of coordinates, which the helper keeps. */
  NOISE_BUFFERS("noise/{job}/{number}/{sha256}.safetensors"),
  /** The helper's public key, and its private key encrypted by KMS. */
  HELPER_KEY("control/helper-key.json"),
  /** The public keys of the clients whose seeds the helper accepts. */
  CLIENT_KEYS("control/client-keys.json");

  /** Rounds, versions and counts go up to this. */
  static final int MAX_NUMBER = 99_999_999;

  private final String template;

  @SuppressWarnings("ImmutableEnumChecker") // An unmodifiable copy.
  private final List<KeyField> fields;

  private final Pattern parser;

  /** The text before the first field, and the text after the last. */
  private final String start;

  private final String end;

  KeyTemplate(String template) {
    this.template = template;
    List<KeyField> kinds = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher field = KeyField.IN_TEMPLATE.matcher(template);
    int end = 0;
    while (field.find()) {
      KeyField kind = KeyField.of(field.group(1));
      kinds.add(kind);
      regex.append(Pattern.quote(template.substring(end, field.start())));
      regex.append('(').append(kind.regex()).append(')');
      end = field.end();
    }
    regex.append(Pattern.quote(template.substring(end)));
    this.start = kinds.isEmpty() ? template : template.substring(0, template.indexOf('{'));
    this.end = template.substring(end);
    this.fields = List.copyOf(kinds);
    this.parser = Pattern.compile(regex.toString());
  }

  /**
   * The key of one object.
   *
   * @param values of the template's fields, in their order: strings, or integers for numbers
   * @throws IllegalArgumentException if a value is not allowed in a key
   */
  String key(Object... values) {
    if (values.length != fields.size()) {
      throw new IllegalArgumentException(this + " has " + fields.size() + " fields");
    }
    return filled(values);
  }

  /** What the keys begin with whose first fields have these values. */
  String prefix(Object... values) {
    String filled = filled(values);
    int rest = filled.indexOf('{');
    return rest < 0 ? filled : filled.substring(0, rest);
  }

  private String filled(Object... values) {
    StringBuilder key = new StringBuilder();
    Matcher field = KeyField.IN_TEMPLATE.matcher(template);
    int from = 0;
    for (int i = 0; i < values.length && field.find(); i++) {
      key.append(template.substring(from, field.start())).append(fields.get(i).text(values[i]));
      from = field.end();
    }
    return key.append(template.substring(from)).toString();
  }

  /** The values of the template's fields, or empty if the key is of another kind. */
  Optional<List<String>> parse(String key) {
    if (!key.startsWith(start) || !key.endsWith(end)) {
      return Optional.empty(); // Fast for most keys of another kind.
    }
    Matcher matcher = parser.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String value = matcher.group(i + 1);
      if (KeyField.isFolder(value)) {
        return Optional.empty();
      }
      values.add(value);
    }
    return Optional.of(values);
  }

  /** The keys of this kind as an IAM policy writes them: {@code *} stands for each field. */
  public String pattern() {
    return KeyField.IN_TEMPLATE.matcher(template).replaceAll("*");
  }

  /** The same, for one client's keys; its id may be a policy variable. */
  public String patternOfClient(String client) {
    return KeyField.IN_TEMPLATE
        .matcher(template)
        .replaceAll(
            field ->
                KeyField.of(field.group(1)) == KeyField.CLIENT
                    ? Matcher.quoteReplacement(client)
                    : "*");
  }

  /** All keys under this kind's top folder as an IAM policy writes them. */
  public String folderPattern() {
    return template.substring(0, template.indexOf('/') + 1) + "*";
  }
}
