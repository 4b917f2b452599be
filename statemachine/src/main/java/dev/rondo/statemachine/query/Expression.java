package dev.rondo.statemachine.query;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One JSONata expression, parsed once. Safe to evaluate on several threads. */
public final class Expression {
  /**
   * The longest expression, in characters. The library takes time and memory by the square of a
   * text's length.
   */
  static final int LONGEST = 8_192;

  private final String source;
  private final Names names;
  private final Jsonata parsed;

  private Expression(String source, Names names, Jsonata parsed) {
    this.source = source;
    this.names = names;
    this.parsed = parsed;
  }

  /**
   * Parses an expression.
   *
   * @param source without the {@code {% %}} around it
   * @throws QueryException if it is no JSONata, is longer than {@value #LONGEST} characters, or
   *     uses {@code $eval}, which Step Functions refuses
   */
  public static Expression parse(String source) {
    if (source.length() > LONGEST) {
      throw new QueryException("the expression has more than " + LONGEST + " characters");
    }
    Names names = Names.of(source);
    if (names.mentions("eval")) {
      throw new QueryException("$eval is not available in Step Functions; use $parse");
    }
    Jsonata parsed;
    try {
      parsed = Jsonata.jsonata(source);
    } catch (RuntimeException e) {
      throw new QueryException("not a JSONata expression: " + message(e), e);
    } catch (StackOverflowError e) {
      throw new QueryException("not a JSONata expression: it is nested too deeply", e);
    }
    // Only then does the library tell undefined (Java null) from JSON's null.
    parsed.setOutputConvertNulls(false);
    parsed.setValidateInput(false);
    StepFunctions.PURE.forEach(parsed::registerFunction);
    return new Expression(source, names, parsed);
  }

  public String source() {
    return source;
  }

  /** The variables and functions that it mentions, without the dollar. */
  public Set<String> names() {
    return names.names();
  }

  /** The parts of {@code $states} that it mentions. */
  public Set<String> states() {
    return names.states();
  }

  /**
   * The value of the expression.
   *
   * @throws QueryException if evaluation fails or gives undefined
   */
  public JsonNode evaluate(QueryScope scope) {
    Object result;
    try {
      result = parsed.evaluate(null, bind(scope));
    } catch (RuntimeException e) {
      throw new QueryException("the JSONata expression '" + source + "' failed: " + message(e), e);
    } catch (StackOverflowError e) {
      throw new QueryException("the JSONata expression '" + source + "' recurses too deeply", e);
    }
    if (isUndefined(result)) {
      throw new QueryException(
          "the JSONata expression '" + source + "' returned nothing (undefined)");
    }
    return Values.toJson(result);
  }

  private static boolean isUndefined(@Nullable Object result) {
    return result == null;
  }

  private Jsonata.Frame bind(QueryScope scope) {
    Jsonata.Frame frame = parsed.createFrame();
    StepFunctions.bindImpure(names, frame, scope);
    for (String name : names.names()) {
      JsonNode value = scope.variables().get(name);
      if (value != null) {
        frame.bind(name, Values.toJava(value));
      }
    }
    if (names.mentions("states")) {
      frame.bind("states", states(scope));
    }
    return frame;
  }

  private Map<String, Object> states(QueryScope scope) {
    Map<String, Object> states = new LinkedHashMap<>();
    scope
        .states()
        .forEach(
            (part, value) -> {
              if (names.wholeStates() || names.states().contains(part)) {
                states.put(part, Values.toJava(value));
              }
            });
    return states;
  }

  private static String message(RuntimeException e) {
    String message =
        e instanceof JException error ? error.getDetailedErrorMessage() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.replaceAll("\\p{C}", "?");
  }
}
