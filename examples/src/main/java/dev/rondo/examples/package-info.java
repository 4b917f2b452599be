/** Rondo as a library. */
@org.jspecify.annotations.NullMarked
package dev.rondo.examples;
