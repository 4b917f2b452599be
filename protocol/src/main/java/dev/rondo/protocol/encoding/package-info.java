/** How the numbers of an update are written: as they are, or in fewer bytes. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.encoding;
