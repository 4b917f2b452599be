/** Tests of the ports on one machine. */
@org.jspecify.annotations.NullMarked
package dev.rondo.privacy.masks;
