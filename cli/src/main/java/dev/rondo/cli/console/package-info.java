/** What a run prints while it goes: one line a round, and one line that lives. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.console;
