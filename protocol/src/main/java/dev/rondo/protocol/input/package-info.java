/** The exception for invalid input. */
@NullMarked
package dev.rondo.protocol.input;

import org.jspecify.annotations.NullMarked;
