/** The examples run. */
@org.jspecify.annotations.NullMarked
package dev.rondo.examples;
