/** Tests of the helper. */
@org.jspecify.annotations.NullMarked
package dev.rondo.unmasking;
