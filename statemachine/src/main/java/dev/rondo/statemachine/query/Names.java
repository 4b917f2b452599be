package dev.rondo.statemachine.query;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code $names} that an expression mentions outside its string literals and comments: what has
 * to be bound before it is evaluated, and what can be checked before it ever is.
 *
 * @param names variables and functions, without the dollar
 * @param states parts of {@code $states} that it takes by name, such as {@code input}
 * @param wholeStates whether {@code $states} is used in another way than by a part's name
 */
record Names(Set<String> names, Set<String> states, boolean wholeStates) {
  private static final Pattern LITERALS =
      Pattern.compile(
          // Possessive, because else every character of a long text is a frame of the stack.
          "\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])*+'|`[^`]*`|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern PART = Pattern.compile("\\$states\\s*\\.\\s*([A-Za-z_][\\w]*)");
  private static final Pattern STATES = Pattern.compile("\\$states\\b");

  Names {
    names = Set.copyOf(names);
    states = Set.copyOf(states);
  }

  static Names of(String source) {
    String code = LITERALS.matcher(source).replaceAll("''");
    Set<String> parts = new LinkedHashSet<>(all(PART, code));
    boolean whole = STATES.matcher(code).results().count() > PART.matcher(code).results().count();
    return new Names(new TreeSet<>(all(NAME, code)), parts, whole);
  }

  boolean mentions(String name) {
    return names.contains(name);
  }

  private static Collection<String> all(Pattern pattern, String code) {
    Matcher matcher = pattern.matcher(code);
    return matcher.results().map(result -> result.group(1)).toList();
  }
}
