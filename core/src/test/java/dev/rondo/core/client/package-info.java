/** Tests of the client's side. */
@org.jspecify.annotations.NullMarked
package dev.rondo.core.client;
