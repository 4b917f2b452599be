/** Tests of the functions of a round. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.aggregation;
