/**
 * The ports on one machine: a store on a directory, a queue in memory, virtual time, and bytes of a
 * seed.
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.local;
