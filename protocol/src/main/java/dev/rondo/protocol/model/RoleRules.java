package dev.rondo.protocol.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which tensors have which role, by patterns of their names. The first pattern that fits a name
 * counts.
 *
 * @param rules the patterns, in order
 */
public record RoleRules(List<Rule> rules) {

  /** No rules: each tensor has the role that its name and type suggest. */
  public static final RoleRules NONE = new RoleRules(List.of());

  public RoleRules {
    rules = List.copyOf(rules);
  }

  /**
   * One pattern.
   *
   * @param pattern of names; {@code *} stands for any characters and {@code ?} for one
   */
  public record Rule(String pattern, Role role) {

    boolean fits(String tensor) {
      String regex =
          Arrays.stream(pattern.split("((?<=[*?])|(?=[*?]))", -1))
              .map(
                  piece ->
                      switch (piece) {
                        case "*" -> ".*";
                        case "?" -> ".";
                        default -> Pattern.quote(piece);
                      })
              .collect(Collectors.joining());
      return Pattern.compile(regex, Pattern.DOTALL).matcher(tensor).matches();
    }
  }

  /**
   * Reads rules such as {@code *lora_A*=keep,*.running_var=statistic}.
   *
   * @return empty if a rule has no pattern or no role
   */
  public static Optional<RoleRules> parse(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String rule : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int equals = rule.lastIndexOf('=');
      Optional<Role> role = role(rule.substring(equals + 1).strip());
      if (equals < 1 || role.isEmpty()) {
        return Optional.empty();
      }
      rules.add(new Rule(rule.substring(0, equals).strip(), role.get()));
    }
    return Optional.of(new RoleRules(rules));
  }

  private static Optional<Role> role(String word) {
    return Arrays.stream(Role.values()).filter(role -> word(role).equals(word)).findFirst();
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /** The role of a tensor, if a pattern fits its name. */
  public Optional<Role> of(String tensor) {
    return rules.stream().filter(rule -> rule.fits(tensor)).map(Rule::role).findFirst();
  }

  /** The patterns that fit none of these tensors. */
  public List<String> unused(List<String> tensors) {
    return rules.stream()
        .filter(rule -> tensors.stream().noneMatch(rule::fits))
        .map(Rule::pattern)
        .toList();
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return rules.stream()
        .map(rule -> rule.pattern() + "=" + word(rule.role()))
        .collect(Collectors.joining(","));
  }
}
