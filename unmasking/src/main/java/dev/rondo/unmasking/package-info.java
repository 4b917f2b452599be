/**
 * The helper of secure aggregation, in an account of its own: it opens the sealed seeds of a
 * round's contributors, and gives away the sum of their masks, for one set of contributors only.
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.unmasking;
