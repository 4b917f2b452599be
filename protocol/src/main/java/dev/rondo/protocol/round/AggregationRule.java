package dev.rondo.protocol.round;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * How the updates of a round become one, written {@code weighted}, {@code unweighted}, {@code
 * median}, {@code trimmed:SHARE} or {@code krum:F}.
 *
 * @param kind the rule
 * @param parameter the share cut off at each end, or the number of hostile updates to withstand; 0
 *     for a rule that has none
 */
public record AggregationRule(Kind kind, double parameter) {

  /** The rules. */
  public enum Kind {
    /** Each update counts by its examples (McMahan et al. 2017, algorithm 1). */
    WEIGHTED,
    /** Each update counts the same, as in kubeFL. */
    UNWEIGHTED,
    /** The middle value of every coordinate (Yin et al. 2018, definition 1). */
    MEDIAN,
    /** The mean of every coordinate without its extremes (Yin et al. 2018, definition 2). */
    TRIMMED_MEAN,
    /** The mean of the updates that lie closest together (Blanchard et al. 2017, multi-Krum). */
    MULTI_KRUM
  }

  public static final AggregationRule WEIGHTED = new AggregationRule(Kind.WEIGHTED, 0);
  public static final AggregationRule UNWEIGHTED = new AggregationRule(Kind.UNWEIGHTED, 0);
  public static final AggregationRule MEDIAN = new AggregationRule(Kind.MEDIAN, 0);

  /** The most hostile updates that a rule can be asked to withstand. */
  private static final int MOST_HOSTILE = 100_000;

  private static final String TRIMMED = "trimmed:";
  private static final String KRUM = "krum:";

  public AggregationRule {
    boolean valid =
        switch (kind) {
          case WEIGHTED, UNWEIGHTED, MEDIAN -> parameter == 0;
          case TRIMMED_MEAN -> parameter > 0 && parameter < 0.5;
          case MULTI_KRUM ->
              parameter >= 1 && parameter <= MOST_HOSTILE && parameter == Math.rint(parameter);
        };
    if (!valid) {
      throw new IllegalArgumentException(kind + " does not accept the parameter " + parameter);
    }
  }

  /** The mean without this share of the smallest and of the largest values, above 0, below 0.5. */
  public static AggregationRule trimmedMean(double share) {
    return new AggregationRule(Kind.TRIMMED_MEAN, share);
  }

  /** Multi-Krum that withstands so many hostile updates. */
  public static AggregationRule multiKrum(int hostile) {
    return new AggregationRule(Kind.MULTI_KRUM, hostile);
  }

  /** Reads what {@link #text} writes; empty for anything else. */
  public static Optional<AggregationRule> parse(String text) {
    try {
      return switch (text) {
        case "weighted" -> Optional.of(WEIGHTED);
        case "unweighted" -> Optional.of(UNWEIGHTED);
        case "median" -> Optional.of(MEDIAN);
        default -> parseWithParameter(text);
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<AggregationRule> parseWithParameter(String text) {
    if (text.startsWith(TRIMMED) && text.substring(TRIMMED.length()).matches("0?\\.[0-9]{1,9}")) {
      return Optional.of(trimmedMean(Double.parseDouble(text.substring(TRIMMED.length()))));
    }
    if (text.startsWith(KRUM) && text.substring(KRUM.length()).matches("[0-9]{1,6}")) {
      return Optional.of(multiKrum(Integer.parseInt(text.substring(KRUM.length()))));
    }
    return Optional.empty();
  }

  @JsonCreator
  static AggregationRule of(String text) {
    return parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is not an aggregation rule"));
  }

  /** The rule as configuration and plans write it. */
  @JsonValue
  public String text() {
    return switch (kind) {
      case WEIGHTED -> "weighted";
      case UNWEIGHTED -> "unweighted";
      case MEDIAN -> "median";
      case TRIMMED_MEAN -> TRIMMED + new BigDecimal(Double.toString(parameter)).toPlainString();
      case MULTI_KRUM -> KRUM + (long) parameter;
    };
  }

  /** Whether updates can be added one at a time, so no function needs all of them. */
  public boolean isMean() {
    return kind == Kind.WEIGHTED || kind == Kind.UNWEIGHTED;
  }

  /**
   * What an update of so many examples weighs. Only {@code weighted} asks for the examples, which
   * are the client's word: where updates may be hostile, each counts the same.
   */
  public double weight(long examples) {
    return kind == Kind.WEIGHTED ? examples : 1;
  }

  /**
   * The fewest updates with which the rule protects against one hostile update, or against F for
   * multi-Krum; one for a mean, which does not protect. A median of two is their mean, and a
   * trimmed mean of n trims somebody only if SHARE x n is at least one.
   */
  public int leastUpdates() {
    return switch (kind) {
      case WEIGHTED, UNWEIGHTED -> 1;
      case MEDIAN -> 3;
      case TRIMMED_MEAN ->
          BigDecimal.ONE
              .divide(BigDecimal.valueOf(parameter), 0, RoundingMode.CEILING)
              .intValueExact();
      case MULTI_KRUM -> Math.toIntExact(2 * (long) parameter + 3);
    };
  }
}
