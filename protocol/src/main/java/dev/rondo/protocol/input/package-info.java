/** What a caller can do wrong. */
@NullMarked
package dev.rondo.protocol.input;

import org.jspecify.annotations.NullMarked;
