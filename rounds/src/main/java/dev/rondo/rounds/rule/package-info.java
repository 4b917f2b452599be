/** How many updates become one: means, and rules that a few hostile updates cannot move far. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.rule;
