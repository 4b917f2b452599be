/** Text, tables, progress lines and JSON on the standard output. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.console;
