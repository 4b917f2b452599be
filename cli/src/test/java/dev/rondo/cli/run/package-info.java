/** Tests of where jobs lie. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.run;
