/** Tests of what the functions share. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.support;
