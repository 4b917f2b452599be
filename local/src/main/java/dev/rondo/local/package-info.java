/** The ports on one machine: a store on a directory, a queue in memory, and virtual time. */
@org.jspecify.annotations.NullMarked
package dev.rondo.local;
