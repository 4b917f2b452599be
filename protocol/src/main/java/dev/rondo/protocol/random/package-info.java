/** Random numbers as a function of seed and purpose. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.random;
