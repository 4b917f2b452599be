/** A stack in memory, for tests of what the commands do with one. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.testing;
