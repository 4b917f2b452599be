package dev.rondo.statemachine.query;

import dev.rondo.protocol.testing.Fuzz;
import dev.rondo.protocol.testing.FuzzContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Any bytes as a JSONata expression, parsed. It is not evaluated: a state machine's file is ours,
 * and what it says may take as long as it says.
 */
class ExpressionFuzzTest extends FuzzContract {

  @Override
  protected Fuzz fuzz() {
    return Fuzz.of(ExpressionFuzzTest.class, ExpressionFuzzTest::parse, QueryException.class)
        .from(seeds())
        // The library takes a text by its letters, and copies what it has of it each time.
        .allocating(16 << 20, 2L * Expression.LONGEST);
  }

  private static void parse(byte[] input) {
    Expression.parse(new String(input, StandardCharsets.UTF_8));
  }

  private static List<byte[]> seeds() {
    return Stream.of(
            "$states.input.job & '-' & $string($round + 1)",
            "{'a': [1, 2.5e3, null, true], \"b\": $states.context.Execution.Id}",
            "$exists($error) ? $parse($error.Cause).errorMessage : 'none' /* why */",
            "Account.Order[Product.Price > 10 and Quantity in [1..5]].{`name`:"
                + " $sum(Product.Price)}",
            "($f := function($x) { $x < 1 ? 1 : $f($x - 1) }; $f(3))",
            "$replace('abc', /b(c|d)+/i, 'x') ~> $uppercase",
            "$eval('1')",
            "a^(>b, <c).%.d@$x#$i",
            "| a | {'b': 1}, ['c'] |",
            "",
            "/(a+)+$/",
            "/((((((((((",
            "/[",
            "'" + "x".repeat(50_000) + "'",
            "'" + "x".repeat(8_000) + "'",
            "'" + "\\\\n".repeat(2_000) + "'",
            "\"" + "\\\\u0041".repeat(1_000) + "\"",
            "`" + "x".repeat(8_000) + "`",
            "/*" + "x".repeat(8_000) + "*/ 1",
            "/*" + "x".repeat(8_000),
            "(".repeat(8_000),
            "[".repeat(8_000),
            "-".repeat(8_000) + "1",
            "a" + ".a".repeat(4_000),
            "1" + "+1".repeat(4_000),
            "a" + "?a:".repeat(2_000) + "a",
            "function($x){".repeat(600),
            "9".repeat(8_000),
            "1e999999999",
            "$" + "x".repeat(8_000),
            "'\\ud800'",
            "\u0000")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
