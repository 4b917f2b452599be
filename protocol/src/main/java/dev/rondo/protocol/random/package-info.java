/** Random draws that depend on nothing but what they are for. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.random;
