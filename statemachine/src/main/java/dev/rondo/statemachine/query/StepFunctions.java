package dev.rondo.statemachine.query;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The JSONata functions that Step Functions adds, those whose answer depends on time or chance
 * (which here come from the scope), and one that the library gets wrong. Source: "JSONata functions
 * provided by Step Functions" in the Step Functions developer guide.
 */
final class StepFunctions {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> HASHES = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");
  private static final int RANGE_LIMIT = 1000;

  /** Functions whose answer depends on nothing but their arguments. */
  static final Map<String, JFunction> PURE =
      Map.of(
          "partition", function((args) -> partition(args), "<a-n:a>"),
          "range", function((args) -> range(args), "<nnn:a>"),
          "hash", function((args) -> hash(args), "<s-s:s>"),
          "parse", function((args) -> parse(args), "<s-:x>"),
          "substring", function((args) -> substring(args), "<s-nn?:s>"),
          "eval", function((args) -> refuseEval(), "<sx?:x>"));

  private StepFunctions() {}

  private interface Body {
    @Nullable Object call(List<?> args);
  }

  private static JFunction function(Body body, @Nullable String signature) {
    return new JFunction((input, args) -> body.call((List<?>) args), signature);
  }

  static void bindImpure(Names names, Jsonata.Frame frame, QueryScope scope) {
    bind(names, frame, "millis", args -> scope.now().toEpochMilli());
    bind(names, frame, "now", args -> now(scope, args));
    bind(names, frame, "random", args -> random(scope.random(), args));
    bind(names, frame, "uuid", args -> Uuids.draw(scope.random()));
    bind(names, frame, "shuffle", args -> shuffle(scope.random(), args));
  }

  private static void bind(Names names, Jsonata.Frame frame, String name, Body body) {
    if (names.mentions(name)) {
      frame.bind(name, function(body, null));
    }
  }

  private static @Nullable Object argument(List<?> args, int index) {
    return index < args.size() ? args.get(index) : null;
  }

  private static Object now(QueryScope scope, List<?> args) {
    return Functions.dateTimeFromMillis(
        scope.now().toEpochMilli(), (String) argument(args, 0), (String) argument(args, 1));
  }

  private static Object random(RandomGenerator random, List<?> args) {
    Object seed = argument(args, 0);
    if (seed == null) {
      return random.nextDouble();
    }
    if (!(seed instanceof Number number)) {
      throw new QueryException("$random takes a number as its seed");
    }
    return new SplittableRandom(Double.doubleToLongBits(number.doubleValue())).nextDouble();
  }

  private static @Nullable Object shuffle(RandomGenerator random, List<?> args) {
    Object array = argument(args, 0);
    if (!(array instanceof List<?> list)) {
      return array;
    }
    List<Object> copy = new ArrayList<>(list);
    Collections.shuffle(copy, new Random(random.nextLong()));
    return copy;
  }

  private static @Nullable Object partition(List<?> args) {
    if (!(argument(args, 0) instanceof List<?> list)) {
      return null;
    }
    int size = whole(argument(args, 1), "$partition's chunk size");
    if (size < 1) {
      throw new QueryException("$partition's chunk size must be at least 1, but is " + size);
    }
    List<Object> chunks = new ArrayList<>();
    for (int from = 0; from < list.size(); from += size) {
      chunks.add(new ArrayList<>(list.subList(from, Math.min(list.size(), from + size))));
    }
    return chunks;
  }

  private static Object range(List<?> args) {
    int first = whole(argument(args, 0), "$range's first value");
    int last = whole(argument(args, 1), "$range's last value");
    int step = whole(argument(args, 2), "$range's step");
    if (step == 0) {
      throw new QueryException("$range's step must not be 0");
    }
    List<Object> values = new ArrayList<>();
    for (long value = first; step > 0 ? value <= last : value >= last; value += step) {
      if (values.size() == RANGE_LIMIT) {
        throw new QueryException("$range gives more than " + RANGE_LIMIT + " values");
      }
      values.add(value);
    }
    return values;
  }

  private static @Nullable Object hash(List<?> args) {
    if (!(argument(args, 0) instanceof String data)) {
      return null;
    }
    String algorithm = String.valueOf(argument(args, 1));
    if (!HASHES.contains(algorithm)) {
      throw new QueryException("$hash does not know " + algorithm + ", only " + HASHES);
    }
    try {
      byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new QueryException("$hash cannot compute " + algorithm + " here", e);
    }
  }

  private static @Nullable Object parse(List<?> args) {
    if (!(argument(args, 0) instanceof String text)) {
      return null;
    }
    try {
      return Values.toJava(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      throw new QueryException("$parse was given no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Counts characters and not their halves in UTF-16, so that no character is cut in two. */
  private static @Nullable Object substring(List<?> args) {
    if (!(argument(args, 0) instanceof String text)) {
      return null;
    }
    int size = text.codePointCount(0, text.length());
    int start = ((Number) Objects.requireNonNull(argument(args, 1))).intValue();
    int from = Math.min(size, start < 0 ? Math.max(0, size + start) : start);
    int length = argument(args, 2) instanceof Number given ? given.intValue() : size;
    int to = (int) Math.min(size, (long) from + Math.max(0, length));
    return text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
  }

  private static Object refuseEval() {
    throw new QueryException("$eval is not available in Step Functions; use $parse");
  }

  /** A number that must be whole is rounded down. */
  private static int whole(@Nullable Object value, String what) {
    if (value instanceof Number number && Math.abs(number.doubleValue()) <= Integer.MAX_VALUE) {
      return (int) Math.floor(number.doubleValue());
    }
    throw new QueryException(what + " must be a number of 32 bits, but is " + value);
  }
}
