/** How tests call functions and read what they write. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.testing;
