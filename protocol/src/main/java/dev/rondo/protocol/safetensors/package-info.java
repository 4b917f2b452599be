/** Reads and writes safetensors files, the one wire format, and trusts nothing that it reads. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.safetensors;
